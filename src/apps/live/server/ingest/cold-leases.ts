import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { lockChannel } from '../channels/channel-store.ts'
import type { Broadcasts } from '../events/broadcasts.ts'
import { eventById } from '../events/event-store.ts'
import { liveActions, ofChannel } from '../live-audit.ts'
import type { LiveTables } from '../live-tables.ts'
import { giveUpLease, leaseOf, silentLeases, takeLease } from './lease-store.ts'
import { endPushRow, lastPush } from './push-store.ts'
import type { Stages } from './stages.ts'

/** Seconds without a beat after which a process is taken for dead: three beats, and a pause of the event loop. */
export const silentSeconds = 8

type Needs = Pick<Platform, 'audit' | 'clock' | 'log'> & {
  db: Db<LiveTables>
  node: { node: string; address: string }
  broadcasts: Broadcasts
  stages: Stages
}

/**
 * Looks after the leases of others in every round of this process. Nobody is judged by beats that could not be heard: after the database was away, or
 * this process stood still, the others get as long to beat as ever. Rejects while the database is away.
 */
export function openColdLeases(needs: Needs): () => Promise<void> {
  const { clock } = needs
  let deafUntil = Number.NEGATIVE_INFINITY
  let last = clock.now()
  return async () => {
    const now = clock.now()
    if (now - last > silentSeconds * 1000) deafUntil = now
    last = now
    try {
      await adoptColdLeases(needs, { fair: now - deafUntil >= silentSeconds * 1000 })
    } catch (error) {
      deafUntil = clock.now()
      throw error
    }
  }
}

/**
 * Takes over what a process left that was killed: its events reconnect, and what it had recorded is played from here. Two that do so at once
 * are told apart by the row.
 */
export async function adoptColdLeases(
  { db, audit, clock, log, node, broadcasts, stages }: Needs,
  { fair = true } = {},
): Promise<void> {
  const silent = await silentLeases(db.read, clock.iso(-silentSeconds))
  for (const lease of fair ? silent : []) {
    const { channel_id: channelId, epoch, beat_at: beatAt } = lease
    if (lease.node === node.node && stages.of(channelId)) continue
    const adopted = await db.transact(async (tx) => {
      const channel = await lockChannel(tx, channelId)
      if (!channel || (await leaseOf(tx, channelId))?.epoch !== epoch) return null
      if (!(await giveUpLease(tx, { channelId, epoch, beatAt }))) return null
      const push = await lastPush(tx, channelId)
      if (push && (await endPushRow(tx, push.id, { ended_at: clock.iso(), end_reason: 'died' })))
        await audit.record(tx, liveActions.pushLost, { ...ofChannel(channel), by: 'encoder' })
      await broadcasts.away(tx, channel)
      const event = channel.event_id === null ? undefined : await eventById(tx, channel.event_id)
      if (!event || event.started_at === null || event.state === 'ended') return null
      return { channel, event, epoch: await takeLease(tx, channel, { ...node, now: clock.iso() }) }
    })
    log.warn({ channelId, epoch, lost: lease.node }, 'a process that had a channel is gone')
    if (adopted) await stages.take(adopted.channel, adopted.event, adopted.epoch)
  }
}
