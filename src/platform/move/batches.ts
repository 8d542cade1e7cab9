import type { Row, Value } from './rows.ts'

/** Rows of one batch at most, and bytes that it may hold before it is handed on: what bounds the memory of a move. */
const batchRows = 1000
const batchBytes = 2 ** 20

/** Puts rows that come one by one into batches. */
export function* inBatches(rows: Iterable<Row>): Iterable<Row[]> {
  let batch: Row[] = []
  let bytes = 0
  for (const row of rows) {
    batch.push(row)
    bytes += sizeOf(row)
    if (batch.length < batchRows && bytes < batchBytes) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

/** How many rows to ask for next, so that as many bytes come as a batch may hold. Begins small: nobody knows how long rows are. */
export function nextBatch(last: readonly Row[] | null): number {
  if (last === null) return 50
  if (last.length === 0) return batchRows
  const each = last.reduce((sum, row) => sum + sizeOf(row), 0) / last.length
  return Math.max(1, Math.min(batchRows, last.length * 4, Math.floor(batchBytes / each)))
}

const sizeOf = (row: Row) => row.reduce<number>((sum, value) => sum + bytesOf(value), 0)

function bytesOf(value: Value): number {
  if (typeof value === 'string') return value.length
  return value instanceof Uint8Array ? value.length : 8
}
