import { BrokenText, type Column, type Value } from './rows.ts'

/** Why PostgreSQL cannot hold the value, in words; null when it can. */
export function postgresMisfit(value: Value, { type, kind }: Column): string | null {
  if (value === null) return null
  if (value instanceof BrokenText) return 'text that is no UTF-8'
  if (kindOf(value) !== kind) return `${kindOf(value)} in a column of ${type}`
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'text with a zero character (U+0000)'
    if (!value.isWellFormed()) return 'half a character (a lone surrogate)'
    return null
  }
  if (typeof value === 'bigint') {
    const most = ranges[type] ?? ranges.bigint!
    return value > most || value < -most - 1n ? `an integer beyond ${type}` : null
  }
  return null
}

const ranges: Record<string, bigint> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
}

function kindOf(value: Exclude<Value, null | BrokenText>): Column['kind'] {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'bigint') return 'integer'
  return typeof value === 'number' ? 'real' : 'bytes'
}
