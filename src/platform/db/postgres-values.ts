import type { CustomTypesConfig } from 'pg'

/** What PostgreSQL's types become: the same as on SQLite. */
export const postgresTypes: CustomTypesConfig = {
  // oxlint-disable-next-line typescript/no-explicit-any -- as pg declares it, one signature for every type
  getTypeParser: (oid: number): any => parsers.get(oid) ?? text,
}

/** Throws a TypeError for a parameter that SQLite would refuse as well: what passes on one driver passes on the other. */
export function postgresParameters(values: readonly unknown[]): unknown[] {
  for (const value of values)
    if (!fits(value))
      throw new TypeError(
        `A ${typeof value} is no parameter: numbers, texts, bytes and null are (flags are 0 or 1, JSON is text)`,
      )
  return [...values]
}

const text = (value: string) => value
const number = (value: string) => Number(value)
const flag = (value: string) => (value === 't' ? 1 : 0)
const bytes = (value: string) => Buffer.from(value.slice(2), 'hex')

/** By the ids that PostgreSQL's catalogue gives its types for good (pg_type.dat). */
const parsers = new Map<number, (value: string) => unknown>([
  [16, flag],
  [17, bytes],
  // int8, int2, int4, oid, float4, float8, numeric: counts and sums are numbers.
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid) => [oid, number] as const),
])

const fits = (value: unknown) =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Uint8Array
