import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler, jobType } from '#platform/queue/queue.ts'
import { Strict } from '../../../../contract/shapes.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { endedTests, type LiveTx, lockChannel, updateChannel } from '../channels/channel-store.ts'
import { silentSeconds } from '../ingest/cold-leases.ts'
import { leaseOf } from '../ingest/lease-store.ts'
import type { EndPush } from '../ingest/push-ends.ts'
import { lastPush } from '../ingest/push-store.ts'
import { liveActions, ofChannel, ofEvent } from '../live-audit.ts'
import type { ChannelRow, LiveEventRow, LiveTables } from '../live-tables.ts'
import type { Broadcasts } from './broadcasts.ts'
import { dueEvents, eventById, forgottenEvents, runningEvents, updateEvent } from './event-store.ts'

export const sweepEvents = jobType({
  name: 'live.sweep-events',
  payload: Strict({}),
  timeoutSeconds: 120,
  cron: '* * * * *',
})

/** Seconds after its time for which an announced event waits for an encoder. */
const waitSeconds = 12 * 3600
const atOnce = 100

type Needs = Pick<Platform, 'audit' | 'clock' | 'log'> & {
  db: Db<LiveTables>
  news: ChannelNews
  broadcasts: Broadcasts
  endPush: EndPush
}

/** What time does to events: their hour comes, their encoder stays away for too long, a test is over, a process died and nobody was there to see. */
export function sweepEventsJob({ db, audit, clock, log, news, broadcasts, endPush }: Needs): JobHandler {
  return handler({
    type: sweepEvents,
    async run(_, context) {
      const decide = async (
        event: LiveEventRow,
        work: (tx: LiveTx, channel: ChannelRow) => Promise<void>,
      ) => {
        context.signal.throwIfAborted()
        await context.fenced(db, async (tx) => {
          const channel = await lockChannel(tx, event.channel_id)
          const now = channel && (await eventById(tx, event.id))
          // Somebody may have decided meanwhile.
          if (channel && now && now.state === event.state) await work(tx, channel)
        })
      }
      for (const event of await dueEvents(db.read, clock.iso(), atOnce))
        await decide(event, (tx, channel) => change(tx, channel, event, { state: 'waiting' }))
      for (const event of await forgottenEvents(db.read, clock.iso(-waitSeconds), atOnce))
        await decide(event, async (tx, channel) => {
          if (channel.event_id === event.id) return
          await change(tx, channel, event, { state: 'ended', ended_at: clock.iso() })
          await ended(tx, event, 'no encoder came')
        })
      for (const event of await runningEvents(db.read))
        await decide(event, (tx, channel) => lookAtRunning(tx, channel, event))
      for (const { id } of await endedTests(db.read, clock.iso(), atOnce))
        await context.fenced(db, (tx) => endTest(tx, id))
    },
  })

  async function change(
    tx: LiveTx,
    channel: ChannelRow,
    event: LiveEventRow,
    changes: Partial<LiveEventRow>,
  ): Promise<void> {
    await updateEvent(tx, event.id, changes)
    await news.eventChanged(tx, event)
    await news.changed(tx, channel)
  }

  async function lookAtRunning(tx: LiveTx, channel: ChannelRow, event: LiveEventRow): Promise<void> {
    if (event.state === 'live') {
      const lease = await leaseOf(tx, channel.id)
      // Twice as long as another process that takes streams would wait before it steps in.
      if (!lease || lease.node === null || lease.beat_at < clock.iso(-2 * silentSeconds)) {
        await broadcasts.away(tx, channel)
        await audit.record(tx, liveActions.pushLost, { ...ofChannel(channel), by: 'encoder' })
      }
      return
    }
    if (event.away_since === null || event.away_since > clock.iso(-channel.grace_minutes * 60)) return
    await broadcasts.over(tx, event)
    await ended(tx, event, 'its encoder stayed away')
    log.info({ channelId: channel.id, eventId: event.id }, 'an event ended: its encoder stayed away')
  }

  function ended(tx: LiveTx, event: LiveEventRow, why: string): Promise<void> {
    return audit.record(tx, liveActions.eventEnded, { ...ofEvent(event), details: { why } })
  }

  async function endTest(tx: LiveTx, channelId: string): Promise<void> {
    const channel = await lockChannel(tx, channelId)
    if (!channel || channel.test_until === null || channel.test_until > clock.iso()) return
    const push = await lastPush(tx, channelId)
    if (push && push.event_id === null && push.ended_at === null) await endPush(tx, channel, 'test-ended')
    await updateChannel(tx, channelId, { test_until: null })
    await news.changed(tx, channel)
    await audit.record(tx, liveActions.testEnded, ofChannel(channel))
  }
}
