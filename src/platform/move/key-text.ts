import { BrokenText, type Row, type Value } from './rows.ts'

/** The key of a row as the book of a move keeps it: JSON, with a letter for each kind. `keyRow` reads it back. */
export const keyText = (key: Row): string => JSON.stringify(key.map(lettered))

export const keyRow = (text: string): Row => (JSON.parse(text) as [string, string][]).map(plain)

function lettered(value: Value): [string, string] {
  if (typeof value === 'string') return ['t', value]
  if (typeof value === 'bigint') return ['i', String(value)]
  if (typeof value === 'number') return ['r', String(value)]
  if (value === null || value instanceof BrokenText) throw new Error('no key of a row that can be moved')
  return ['b', Buffer.from(value).toString('hex')]
}

function plain([letter, text]: [string, string]): Value {
  if (letter === 'i') return BigInt(text)
  if (letter === 'r') return Number(text)
  return letter === 'b' ? Buffer.from(text, 'hex') : text
}
