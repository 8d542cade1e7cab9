import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import type { Platform } from '#platform/platform.ts'
import type { TestRun } from '../../contract/signal.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { findChannel, type LiveTx, lockChannel, updateChannel } from '../channels/channel-store.ts'
import { testPlaybackOf } from '../channels/playback.ts'
import type { Broadcasts } from '../events/broadcasts.ts'
import { liveActions, ofChannel } from '../live-audit.ts'
import type { ChannelRow, LiveTables } from '../live-tables.ts'
import { leaseOf } from './lease-store.ts'
import type { EndPush } from './push-ends.ts'
import { lastPush, movePush } from './push-store.ts'

const testSeconds = 20 * 60

/** Tells the process that has the push: from now on it belongs to this event. */
export type OnAirWord = { channelId: string; epoch: number; eventId: string }
export const onAirTopic = 'live.on-air'

export type TestRuns = ReturnType<typeof openTestRuns>
type Needs = Pick<Platform, 'audit' | 'bus' | 'clock' | 'log' | 'signedPaths'> & {
  db: Db<LiveTables>
  news: ChannelNews
  broadcasts: Broadcasts
  endPush: EndPush
}

/** Private tests: for twenty minutes what is pushed is shown to operators alone, and not recorded. */
export function openTestRuns({ db, audit, bus, clock, log, signedPaths, news, broadcasts, endPush }: Needs) {
  return {
    /** Throws `Fault('conflict')` while an event is live. */
    async start(who: Standing, id: string): Promise<TestRun> {
      const until = clock.iso(testSeconds)
      const channel = await db.transact(async (tx) => {
        const there = await operated(tx, who, id)
        if (there.event_id !== null && there.state !== 'offline')
          throw new Fault(
            'conflict',
            'event-live',
            'An event is on air on this channel: a test would be seen by everybody. End the event first.',
          )
        await updateChannel(tx, id, { test_until: until })
        // What waits for its first picture would go on air; it comes back as a test by itself.
        if (there.event_id !== null && (await endPush(tx, there, 'test-began')))
          await broadcasts.away(tx, there)
        await news.changed(tx, there)
        await audit.record(tx, liveActions.testBegun, ofChannel(there))
        return there
      })
      said(who, channel, 'a private test was started')
      return view({ ...channel, test_until: until })
    },

    /** Null when none runs. */
    async read(who: Standing, id: string): Promise<TestRun | null> {
      const channel = allow(channelPolicies, 'operate', who, await findChannel(db.read, who.space.id, id))
      return isTest(channel, clock.iso()) ? view(channel) : null
    },

    /** With `live` what is pushed goes on air without a break; else its push ends. */
    async stop(who: Standing, id: string, live: boolean): Promise<void> {
      const channel = await db.transact(async (tx) => {
        const there = await operated(tx, who, id)
        if (there.test_until === null) return there
        await updateChannel(tx, id, { test_until: null })
        await news.changed(tx, there)
        await audit.record(tx, live ? liveActions.testAired : liveActions.testEnded, ofChannel(there))
        const push = await lastPush(tx, id)
        if (!push || push.event_id !== null || push.ended_at !== null) return there
        if (!live) {
          await endPush(tx, there, 'test-ended')
          return there
        }
        const lease = await leaseOf(tx, id)
        if (lease?.node == null || lease.epoch !== push.epoch) return there
        const event = await broadcasts.taken(tx, there)
        await movePush(tx, push.id, event.id)
        const word: OnAirWord = { channelId: id, epoch: push.epoch, eventId: event.id }
        tx.afterCommit(() => bus.publish(onAirTopic, word))
        return there
      })
      said(who, channel, live ? 'a private test went on air' : 'a private test was ended')
    },
  }

  async function operated(tx: LiveTx, who: Standing, id: string): Promise<ChannelRow> {
    allow(channelPolicies, 'operate', who, await findChannel(tx, who.space.id, id))
    return (await lockChannel(tx, id))!
  }

  async function view(channel: ChannelRow): Promise<TestRun> {
    const push = await lastPush(db.read, channel.id)
    const running = push !== undefined && push.event_id === null && push.ended_at === null
    return { until: channel.test_until!, hls: running ? testPlaybackOf(channel, signedPaths) : null }
  }

  function said(who: Standing, channel: ChannelRow, what: string): void {
    log.info({ accountId: who.accountId, channelId: channel.id }, what)
  }
}

/** Whether a push that comes now is a private test. */
export const isTest = (channel: Pick<ChannelRow, 'test_until'>, now: string): boolean =>
  channel.test_until !== null && channel.test_until > now
