import { createHmac, timingSafeEqual } from 'node:crypto'
import { Fault } from '../errors.ts'

/** Keyset cursors: where a list goes on. Signed and bound to their list, so that a foreign or made-up one is refused. */
export interface Cursors {
  /** `list` names the list and everything that decides its rows: `clips:<spaceId>`. */
  encode(list: string, key: readonly (string | number)[]): string
  /** Throws `Fault('invalid', 'bad-cursor')`. */
  decode(list: string, cursor: string): (string | number)[]
}

export function openCursors(secretKey: Buffer): Cursors {
  const seal = (list: string, body: string) =>
    createHmac('sha256', secretKey).update(`cursor\0${list}\0${body}`).digest().subarray(0, 12)
  return {
    encode(list, key) {
      const body = Buffer.from(JSON.stringify(key)).toString('base64url')
      return `${body}.${seal(list, body).toString('base64url')}`
    },
    decode(list, cursor) {
      const [body = '', mark = ''] = cursor.split('.')
      const given = Buffer.from(mark, 'base64url')
      const wanted = seal(list, body)
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw new Fault(
          'invalid',
          'bad-cursor',
          'This cursor does not belong to this list. Start again without it.',
        )
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as (string | number)[]
    },
  }
}

/** A page from `limit + 1` rows: the extra row only tells that there is more. */
export function pageOf<R, I>(
  rows: readonly R[],
  limit: number,
  item: (row: R) => I,
  cursor: (last: R) => string,
): { items: I[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  return { items: shown.map(item), nextCursor: rows.length > limit ? cursor(shown.at(-1)!) : null }
}
