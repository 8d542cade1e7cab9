import type { Bus } from '#platform/bus/bus.ts'
import type { LiveTx } from '../channels/channel-store.ts'
import type { ChannelRow } from '../live-tables.ts'
import { giveUpLease, leaseOf } from './lease-store.ts'
import type { StopCause } from './stop-causes.ts'

/**
 * Ends what is pushed to a channel now, in whichever process has it; false when nothing is. The lease is the truth: it goes in the same
 * transaction, and a process that misses the word finds out at its next beat.
 */
export type EndPush = (tx: LiveTx, channel: Pick<ChannelRow, 'id'>, cause: StopCause) => Promise<boolean>

/** What the bus carries: pushes of the channel up to this epoch are over. */
export type StopWord = { channelId: string; epoch: number; cause: StopCause }
export const stopTopic = 'live.stop'

export const openPushEnds =
  (bus: Bus): EndPush =>
  async (tx, { id }, cause) => {
    const lease = await leaseOf(tx, id)
    if (!lease || lease.node === null) return false
    await giveUpLease(tx, id, lease.epoch)
    const word: StopWord = { channelId: id, epoch: lease.epoch, cause }
    tx.afterCommit(() => bus.publish(stopTopic, word))
    return true
  }
