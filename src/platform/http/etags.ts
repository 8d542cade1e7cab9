import { Fault } from '../errors.ts'

/** `"7"` of `If-Match`, without quotes and weakness; null when absent or `*`. */
export function ifMatchOf(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '*') return null
  const match = /^(?:W\/)?"([^"]{1,200})"$/.exec(header.trim())
  if (!match) throw new Fault('invalid', 'bad-if-match', 'If-Match takes one entity tag in quotes, like "7".')
  return match[1]!
}

export const etagOf = (version: number): string => `"${version}"`

/** Throws `Fault('stale')` when the caller saw another version than the one that stands; fine without `If-Match`. */
export function checkMatch(ifMatch: string | null, version: number): void {
  if (ifMatch !== null && ifMatch !== String(version))
    throw new Fault(
      'stale',
      'changed-meanwhile',
      'Someone else changed this in the meantime. Your change was not saved; read it again and decide.',
    )
}
