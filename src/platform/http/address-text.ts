import type { TObject } from 'typebox'
import type { Schema } from './schema-examples.ts'

type Fields = Record<string, unknown>

/**
 * Turns the text of an address into what its schema says: numbers, booleans, what stands there when nothing was given. Text that
 * is none of these stays text, for the check to refuse. Made once for each route; every request passes here.
 */
export function addressText(schema: TObject): (given: Fields) => Fields {
  const readers = Object.entries(schema.properties).flatMap(([name, shape]) => {
    const read = readerOf(shape as Schema)
    return read ? [[name, read] as const] : []
  })
  const defaults = defaultsOf(schema)
  return (given) => {
    const fields: Fields = { ...given }
    for (const [name, read] of readers)
      if (typeof fields[name] === 'string') fields[name] = read(fields[name])
    for (const [name, value] of defaults) fields[name] ??= value
    return fields
  }
}

/** Fields of an object that have a value when they are not given. */
export const defaultsOf = (schema: TObject): [name: string, value: unknown][] =>
  Object.entries(schema.properties)
    .filter(([, shape]) => (shape as Schema).default !== undefined)
    .map(([name, shape]) => [name, (shape as Schema).default])

function readerOf(schema: Schema): ((text: string) => unknown) | null {
  if (schema.type === 'integer' || schema.type === 'number')
    return (text) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text)
  if (schema.type === 'boolean') return (text) => (text === 'true' ? true : text === 'false' ? false : text)
  if (schema.type === 'array') return (text) => [text]
  return null
}
