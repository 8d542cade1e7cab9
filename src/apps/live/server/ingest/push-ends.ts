import type { Platform } from '#platform/platform.ts'
import type { LiveTx } from '../channels/channel-store.ts'
import type { ChannelRow } from '../live-tables.ts'
import { endPushRow, lastPush } from './push-store.ts'
import type { StopCause } from './stop-causes.ts'

/**
 * Ends what is pushed to a channel now, in whichever process has it; false when nothing is. The row is the truth: a process that misses the
 * word finds out at its next beat.
 */
export type EndPush = (tx: LiveTx, channel: Pick<ChannelRow, 'id'>, cause: StopCause) => Promise<boolean>

/** What the bus carries: pushes of the channel up to this epoch are over. */
export type StopWord = { channelId: string; epoch: number; cause: StopCause }
export const stopTopic = 'live.stop'

export const openPushEnds =
  ({ bus, clock }: Pick<Platform, 'bus' | 'clock'>): EndPush =>
  async (tx, { id }, cause) => {
    const push = await lastPush(tx, id)
    if (!push || !(await endPushRow(tx, push.id, { ended_at: clock.iso(), end_reason: 'stopped' })))
      return false
    const word: StopWord = { channelId: id, epoch: push.epoch, cause }
    tx.afterCommit(() => bus.publish(stopTopic, word))
    return true
  }
