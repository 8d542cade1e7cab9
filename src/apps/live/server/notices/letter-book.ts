import type { FollowRow, LetterKind, LetterRow } from './notice-tables.ts'
import type { LiveTx } from '../channels/channel-store.ts'
import type { LetterSubject } from './letter-texts.ts'
import { deleteLetter, lastLetter, putLetter } from './letter-store.ts'

/** Seconds for which a follower of a channel gets no second letter of a kind. */
const quiet = { live: 1800, alarm: 600 } as const satisfies Record<LetterKind, number>

/** A letter as it was entered, and what stood there before. */
type Entry = { row: LetterRow; before: LetterRow | undefined }

export type LetterBook = ReturnType<typeof openLetterBook>

/** Who was sent which letter: entered before it is sent, struck out when the mail server has certainly not taken it. */
export function openLetterBook() {
  return {
    /** Null when it is not to be sent: it was sent already, or another one of its kind so shortly before that this is no news. */
    async enter(
      tx: LiveTx,
      follow: Pick<FollowRow, 'space_id' | 'channel_id' | 'account_id'>,
      { eventId, subject, since }: { eventId: string; subject: LetterSubject; since: string },
    ): Promise<Entry | null> {
      const { space_id, channel_id, account_id } = follow
      const kind: LetterKind = subject === 'live' ? 'live' : 'alarm'
      const row: LetterRow = { space_id, channel_id, account_id, kind, event_id: eventId, sent_at: since }
      const before = await lastLetter(tx, row)
      if (before && !isNews(row, before)) return null
      await putLetter(tx, row)
      return { row, before }
    },

    async strike(tx: LiveTx, { row, before }: Entry): Promise<void> {
      if (before) await putLetter(tx, before)
      else await deleteLetter(tx, row)
    },
  }
}

/** Of an event it is told once that it began; of its picture again when it has been quiet for a while. */
function isNews(row: LetterRow, before: LetterRow): boolean {
  const isOther = row.event_id !== before.event_id
  const seconds = (Date.parse(row.sent_at) - Date.parse(before.sent_at)) / 1000
  const isQuiet = seconds >= quiet[row.kind]
  return row.kind === 'live' ? isOther && isQuiet : isOther || isQuiet
}
