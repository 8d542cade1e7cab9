import { createHash, type Hash } from 'node:crypto'
import { BrokenText, type Row, type Table, type Value } from './rows.ts'

/**
 * The canonical form of a table, the same on every engine. Each row, in the order of its key, is its columns in the order of
 * their names; each value is a letter and its text: `n` null, `t` text, `i` an integer in decimal, `r` a real as the shortest
 * decimal that is read back as the same double (ECMAScript's, and 0 for -0), `b` bytes in hex. Texts and bytes carry
 * their length in UTF-16 units or digits, so that no two rows look alike. The checksum is SHA-256 over it as UTF-8.
 */
export function openChecksum(table: Table): { add(rows: readonly Row[]): void; hex(): string } {
  const order = columnOrder(table)
  const hash: Hash = createHash('sha256')
  hash.update(`${order.map((at) => table.columns[at]!.name).join(',')}\n`)
  return {
    add(rows) {
      let text = ''
      for (const row of rows) {
        for (const at of order) text += canonical(row[at]!)
        text += '\n'
      }
      hash.update(text)
    },
    hex: () => hash.digest('hex'),
  }
}

function columnOrder({ columns }: Table): number[] {
  const byName = (a: number, b: number) => (columns[a]!.name < columns[b]!.name ? -1 : 1)
  return columns.map((_, at) => at).toSorted(byName)
}

function canonical(value: Value): string {
  if (value === null) return 'n'
  if (typeof value === 'string') return `t${value.length}:${value}`
  if (typeof value === 'bigint') return `i${value};`
  if (typeof value === 'number') return `r${value};`
  if (value instanceof BrokenText) return `x${Buffer.from(value.bytes).toString('hex')};`
  return `b${value.length * 2}:${Buffer.from(value).toString('hex')}`
}
