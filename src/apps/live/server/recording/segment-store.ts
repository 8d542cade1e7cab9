import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { SegmentRow } from '../live-tables.ts'

/** Recorded segments of an event, in their order. */
export async function segmentsOf(read: LiveReader, eventId: string): Promise<SegmentRow[]> {
  return read
    .selectFrom('live_segments')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('rendition', '=', 'source')
    .orderBy('sequence')
    .execute()
}

export async function findSegment(
  read: LiveReader,
  eventId: string,
  sequence: number,
): Promise<SegmentRow | undefined> {
  return read
    .selectFrom('live_segments')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('rendition', '=', 'source')
    .where('sequence', '=', sequence)
    .executeTakeFirst()
}

/** Once: a segment that is written again after a stumble leaves one row. */
export async function insertSegment(tx: LiveTx, row: SegmentRow): Promise<void> {
  await tx
    .insertInto('live_segments')
    .values(row)
    .onConflict((c) => c.columns(['event_id', 'rendition', 'sequence']).doNothing())
    .execute()
}

export async function deleteSegments(tx: LiveTx, eventId: string): Promise<void> {
  await tx.deleteFrom('live_segments').where('event_id', '=', eventId).execute()
}

/** Bytes of recordings of a space that no clip has. */
export async function recordedBytes(read: LiveReader, spaceId: string): Promise<number> {
  const row = await read
    .selectFrom('live_segments')
    .select((eb) => eb.fn.sum('bytes').as('bytes'))
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** Which of these events have a recording of their own. */
export async function recordedEvents(read: LiveReader, eventIds: readonly string[]): Promise<string[]> {
  const rows = await read
    .selectFrom('live_events')
    .select('id')
    .where('id', 'in', eventIds)
    .where('recording', 'in', ['open', 'kept'])
    .execute()
  return rows.map(({ id }) => id)
}
