import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { ChannelRow, LeaseRow } from '../live-tables.ts'

export async function leaseByPublicId(read: LiveReader, publicId: string): Promise<LeaseRow | undefined> {
  return read.selectFrom('live_leases').selectAll().where('public_id', '=', publicId).executeTakeFirst()
}

export async function leaseOf(read: LiveReader, channelId: string): Promise<LeaseRow | undefined> {
  return read.selectFrom('live_leases').selectAll().where('channel_id', '=', channelId).executeTakeFirst()
}

/** The channel is this node's from here on, in a new epoch; whoever had it finds out by its own next beat at the latest. */
export async function takeLease(
  tx: LiveTx,
  channel: Pick<ChannelRow, 'id' | 'space_id' | 'public_id'>,
  node: { node: string; address: string; now: string },
): Promise<number> {
  const row = await tx
    .insertInto('live_leases')
    .values({
      channel_id: channel.id,
      space_id: channel.space_id,
      public_id: channel.public_id,
      node: node.node,
      address: node.address,
      epoch: 1,
      unwritten: 0,
      beat_at: node.now,
    })
    .onConflict((c) =>
      c.column('channel_id').doUpdateSet((eb) => ({
        node: node.node,
        address: node.address,
        epoch: eb('live_leases.epoch', '+', 1),
        unwritten: 0,
        beat_at: node.now,
      })),
    )
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return row.epoch
}

/** Whether the lease still stands, with its beat renewed. */
export async function beatLease(
  tx: LiveTx,
  lease: { channelId: string; epoch: number; unwritten: number; now: string },
): Promise<boolean> {
  const result = await tx
    .updateTable('live_leases')
    .set({ beat_at: lease.now, unwritten: lease.unwritten })
    .where('channel_id', '=', lease.channelId)
    .where('epoch', '=', lease.epoch)
    .where('node', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Gives the channel up, if it is still in this epoch and with this beat (any, when null). */
export async function giveUpLease(
  tx: LiveTx,
  lease: { channelId: string; epoch: number; beatAt: string | null },
): Promise<boolean> {
  let query = tx
    .updateTable('live_leases')
    .set({ node: null, address: null })
    .where('channel_id', '=', lease.channelId)
    .where('epoch', '=', lease.epoch)
    .where('node', 'is not', null)
  if (lease.beatAt !== null) query = query.where('beat_at', '=', lease.beatAt)
  const result = await query.executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The node ends in order: whoever looks next takes the channel over. */
export async function leaveLease(tx: LiveTx, lease: { channelId: string; epoch: number }): Promise<void> {
  await tx
    .updateTable('live_leases')
    .set({ beat_at: '' })
    .where('channel_id', '=', lease.channelId)
    .where('epoch', '=', lease.epoch)
    .execute()
}

/** Leases of nodes that have not beaten since `time`. */
export async function silentLeases(read: LiveReader, time: string): Promise<LeaseRow[]> {
  return read
    .selectFrom('live_leases')
    .selectAll()
    .where('node', 'is not', null)
    .where('beat_at', '<', time)
    .execute()
}
