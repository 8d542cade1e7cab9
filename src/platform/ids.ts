import { randomUUID } from 'node:crypto'

/** UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. Text order is time order to the millisecond. */
export function newId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  // Variant and random bits are those of version 4, which Node draws from a pool.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** Below every id that is made at this time (milliseconds) or later, above all that were made before. */
export function idFrom(time: number): string {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
