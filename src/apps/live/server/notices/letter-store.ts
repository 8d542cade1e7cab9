import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { LetterRow } from './notice-tables.ts'

type Place = Pick<LetterRow, 'channel_id' | 'account_id' | 'kind'>

export async function lastLetter(read: LiveReader, place: Place): Promise<LetterRow | undefined> {
  return read
    .selectFrom('live_letters')
    .selectAll()
    .where('channel_id', '=', place.channel_id)
    .where('account_id', '=', place.account_id)
    .where('kind', '=', place.kind)
    .executeTakeFirst()
}

/** In place of the one before. */
export async function putLetter(tx: LiveTx, row: LetterRow): Promise<void> {
  const { event_id, sent_at } = row
  await tx
    .insertInto('live_letters')
    .values(row)
    .onConflict((c) => c.columns(['channel_id', 'account_id', 'kind']).doUpdateSet({ event_id, sent_at }))
    .execute()
}

export async function deleteLetter(tx: LiveTx, place: Place): Promise<void> {
  await tx
    .deleteFrom('live_letters')
    .where('channel_id', '=', place.channel_id)
    .where('account_id', '=', place.account_id)
    .where('kind', '=', place.kind)
    .execute()
}

export async function deleteLettersBefore(tx: LiveTx, time: string): Promise<void> {
  await tx.deleteFrom('live_letters').where('sent_at', '<', time).execute()
}
