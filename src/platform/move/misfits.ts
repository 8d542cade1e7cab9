import { BrokenText, type HouseRows, pick, type Row, type Table, type Value } from './rows.ts'
import type { Target } from './target.ts'

type Misfit = Target['misfit']

/** Looks at every row of a table. Each kind of misfit of a column is one line, with how many rows have it and where the first is. */
export async function findMisfits(
  rows: HouseRows,
  table: Table,
  { misfit, widestIndex }: Pick<Target, 'misfit' | 'widestIndex'>,
  looked: (rows: number) => void = () => {},
): Promise<{ rows: number; misfits: string[] }> {
  const found = new Map<string, { count: number; first: Row }>()
  let count = 0
  for await (const batch of rows.walk(table, table.key, null)) {
    count += batch.length
    looked(count)
    for (const row of batch)
      for (const kind of [...misfitsOf(table, row, misfit), ...tooWide(table, row, widestIndex)]) {
        const known = found.get(kind)
        if (known) known.count += 1
        else found.set(kind, { count: 1, first: pick(table, table.key, row) })
      }
  }
  const misfits = [...found].map(
    ([kind, { count: times, first }]) =>
      `${table.name}.${kind} in ${times} ${times === 1 ? 'row' : 'rows'}, the first ${keyWords(table, first)}. Correct or delete ${times === 1 ? 'it' : 'them'} in the house that is moved.`,
  )
  return { rows: count, misfits }
}

/** What of one row the other engine cannot hold: `title: text with a zero character (U+0000)`. */
export function misfitsOf(table: Table, row: Row, misfit: Misfit): string[] {
  const words: string[] = []
  for (let at = 0; at < table.columns.length; at++) {
    const column = table.columns[at]!
    const why =
      row[at] === null && table.key.includes(column.name) ? 'no value in a key' : misfit(row[at]!, column)
    if (why) words.push(`${column.name}: ${why}`)
  }
  return words
}

/** Indexes that could not hold the row: `title: text too long for an index`. */
function tooWide(table: Table, row: Row, most: number | null): string[] {
  if (most === null) return []
  return table.indexed
    .filter((columns) => bytesOf(pick(table, columns, row)) > most)
    .map((columns) => `${columns.join('+')}: more than ${most} bytes in an index`)
}

function bytesOf(values: Row): number {
  const texts = values.filter((value) => typeof value === 'string')
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  // A character is four bytes at most: most rows need no counting.
  return length < 600 ? length : texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** `with id = 0199…`; long and broken keys are shortened. */
export function keyWords({ key }: Table, values: Row): string {
  return `with ${key.map((name, at) => `${name} = ${shown(values[at]!)}`).join(', ')}`
}

function shown(value: Value): string {
  if (value instanceof BrokenText || value instanceof Uint8Array) return 'bytes that are no text'
  return JSON.stringify(value === null ? null : String(value)).slice(0, 80)
}
