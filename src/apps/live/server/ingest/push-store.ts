import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { PushRow } from '../live-tables.ts'

export async function insertPush(tx: LiveTx, row: PushRow): Promise<void> {
  await tx.insertInto('live_pushes').values(row).execute()
}

export async function lastPush(read: LiveReader, channelId: string): Promise<PushRow | undefined> {
  return read
    .selectFrom('live_pushes')
    .selectAll()
    .where('channel_id', '=', channelId)
    .orderBy('epoch', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** From a private test to the event, or the other way. */
export async function movePush(tx: LiveTx, id: string, eventId: string | null): Promise<void> {
  await tx.updateTable('live_pushes').set({ event_id: eventId }).where('id', '=', id).execute()
}

export async function endPush(
  tx: LiveTx,
  id: string,
  end: Pick<PushRow, 'ended_at' | 'end_reason' | 'next_sequence'>,
): Promise<void> {
  await tx.updateTable('live_pushes').set(end).where('id', '=', id).where('ended_at', 'is', null).execute()
}

/** Pushes of an event in their order: each began where the players start afresh. */
export async function pushesOfEvent(read: LiveReader, eventId: string): Promise<PushRow[]> {
  return read.selectFrom('live_pushes').selectAll().where('event_id', '=', eventId).orderBy('epoch').execute()
}
