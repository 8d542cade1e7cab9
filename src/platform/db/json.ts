declare const value: unique symbol

/** JSON text in a column, typed by what it holds: `tags: Json<string[]>`. Both dialects keep it as text. */
export type Json<V> = string & { readonly [value]: V }

/** Throws a TypeError for what JSON cannot say (`undefined`, functions, cycles, bigint). */
export function toJson<V>(from: V): Json<V> {
  const text = JSON.stringify(from) as string | undefined
  if (text === undefined) throw new TypeError(`${typeof from} cannot be written as JSON`)
  return text as Json<V>
}

export const fromJson = <V>(text: Json<V>): V => JSON.parse(text) as V
