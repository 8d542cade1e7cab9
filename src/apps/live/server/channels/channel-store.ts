import type { Updateable } from 'kysely'
import type { Reader, Tx } from '#platform/db/db.ts'
import type { Visibility } from '../../../../contract/shapes.ts'
import type { ChannelRow, ChannelTable, LiveTables } from '../live-tables.ts'

export type LiveReader = Reader<LiveTables>
export type LiveTx = Tx<LiveTables>

export async function findChannel(
  read: LiveReader,
  spaceId: string,
  id: string,
): Promise<ChannelRow | undefined> {
  return read
    .selectFrom('channels')
    .selectAll()
    .where('id', '=', id)
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
}

/** For pushes, sweeps and doors, which know a channel by its id alone. */
export async function channelById(read: LiveReader, id: string): Promise<ChannelRow | undefined> {
  return read.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function channelByPublicId(read: LiveReader, publicId: string): Promise<ChannelRow | undefined> {
  return read.selectFrom('channels').selectAll().where('public_id', '=', publicId).executeTakeFirst()
}

export async function channelByKey(read: LiveReader, keyHash: string): Promise<ChannelRow | undefined> {
  return read.selectFrom('channels').selectAll().where('key_hash', '=', keyHash).executeTakeFirst()
}

/** The channel, locked until the end of the transaction: pushes, operators and sweeps that decide about its event take turns. */
export async function lockChannel(tx: LiveTx, id: string): Promise<ChannelRow | undefined> {
  return tx
    .updateTable('channels')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Where a page goes on. */
export type ChannelPlace = readonly [offAir: number, id: string]

/** Those on air first, then in the order they were made. */
export async function listChannels(
  read: LiveReader,
  spaceId: string,
  visibilities: readonly Visibility[],
  limit: number,
  place: ChannelPlace | null,
): Promise<ChannelRow[]> {
  let query = read
    .selectFrom('channels')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where('visibility', 'in', visibilities)
    .orderBy('off_air')
    .orderBy('id')
    .limit(limit)
  if (place) {
    const [offAir, id] = place
    query = query.where((eb) => eb(eb.refTuple('off_air', 'id'), '>', eb.tuple(offAir as 0 | 1, id)))
  }
  return query.execute()
}

/** Channels whose private test has run out of time. */
export const endedTests = (read: LiveReader, now: string, limit: number): Promise<{ id: string }[]> =>
  read
    .selectFrom('channels')
    .select('id')
    .where('test_until', 'is not', null)
    .where('test_until', '<=', now)
    .orderBy('test_until')
    .limit(limit)
    .execute()

export async function insertChannel(tx: LiveTx, row: ChannelRow): Promise<void> {
  await tx.insertInto('channels').values(row).execute()
}

export async function updateChannel(
  tx: LiveTx,
  id: string,
  changes: Updateable<ChannelTable>,
): Promise<void> {
  await tx.updateTable('channels').set(changes).where('id', '=', id).execute()
}

/** Whether the channel still had `version` and now has the changes. */
export async function updateChannelVersion(
  tx: LiveTx,
  id: string,
  version: number,
  changes: Updateable<ChannelTable>,
): Promise<boolean> {
  const result = await tx
    .updateTable('channels')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** With its pushes and its lease. Events, follows and chat are the caller's to take away before. */
export async function deleteChannelRows(tx: LiveTx, id: string): Promise<void> {
  await tx.deleteFrom('live_leases').where('channel_id', '=', id).execute()
  await tx.deleteFrom('live_pushes').where('channel_id', '=', id).execute()
  await tx.deleteFrom('channels').where('id', '=', id).execute()
}
