import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { PushRow } from '../live-tables.ts'
import type { EndReason } from '../push.ts'

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

/** When the pushes of an event came and went, in their order. */
export async function timesOfPushes(
  read: LiveReader,
  eventId: string,
): Promise<Pick<PushRow, 'started_at' | 'ended_at'>[]> {
  return read
    .selectFrom('live_pushes')
    .select(['started_at', 'ended_at'])
    .where('event_id', '=', eventId)
    .orderBy('epoch')
    .execute()
}

/** A private test becomes part of an event. */
export async function movePush(tx: LiveTx, id: string, eventId: string): Promise<void> {
  await tx.updateTable('live_pushes').set({ event_id: eventId }).where('id', '=', id).execute()
}

/** Whether the push still runs; how far it has come is then known to whoever follows it. */
export async function beatPush(tx: LiveTx, id: string, nextSequence: number): Promise<boolean> {
  const result = await tx
    .updateTable('live_pushes')
    .set({ next_sequence: nextSequence })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** How far it came in the end. Whoever ended it may have said so before; an encoder that had gone by then was not stopped. */
export async function settlePush(
  tx: LiveTx,
  id: string,
  { nextSequence, reason }: { nextSequence: number; reason: EndReason },
): Promise<void> {
  await tx
    .updateTable('live_pushes')
    .set({ next_sequence: nextSequence, settled: 1, ...(reason !== 'stopped' && { end_reason: reason }) })
    .where('id', '=', id)
    .execute()
}

/** Whether it ran until now. */
export async function endPushRow(
  tx: LiveTx,
  id: string,
  end: { ended_at: string; end_reason: PushRow['end_reason'] },
): Promise<boolean> {
  const result = await tx
    .updateTable('live_pushes')
    .set(end)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
