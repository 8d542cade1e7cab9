import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Standing } from '#platform/auth/actor.ts'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openBus } from '#platform/bus/open-bus.ts'
import { openCapabilities } from '#platform/capabilities/capabilities.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config/config.ts'
import { openCursors } from '#platform/http/cursors.ts'
import { openSignedPaths } from '#platform/http/signed-paths.ts'
import type { Media } from '#platform/media/media.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import type { Platform } from '#platform/platform.ts'
import { openQueue } from '#platform/queue/open-queue.ts'
import { openSearch } from '#platform/search/open-search.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { openTestDb } from '../../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { openViewers } from './audience/viewers.ts'
import { openChannelNews } from './channels/channel-news.ts'
import { channelSources } from './channels/channel-search.ts'
import { channelById, type LiveTx } from './channels/channel-store.ts'
import { deleteChatOfChannel, deleteChatOfEvent } from './chat/chat-store.ts'
import { openChannels } from './channels/channels.ts'
import { openStreamKeys } from './channels/stream-keys.ts'
import { openBroadcasts } from './events/broadcasts.ts'
import { eventById } from './events/event-store.ts'
import { openEvents } from './events/events.ts'
import { openPushMeasures } from './ingest/push-measures.ts'
import { type OpenedGate, openGate } from './ingest/gate.ts'
import { openPushEnds, type StopWord, stopTopic } from './ingest/push-ends.ts'
import { openRefusals } from './ingest/refusals.ts'
import { openStages, type Stages } from './ingest/stages.ts'
import { openTestRuns } from './ingest/test-runs.ts'
import { openTickets } from './ingest/tickets.ts'
import { app } from './live-app.ts'
import type { LiveEventRow, LiveTables } from './live-tables.ts'
import { deleteFollowsOfChannel } from './notices/follow-store.ts'
import { openNotices } from './notices/notices.ts'
import { openOrigin } from './origin/open-origin.ts'
import { feed, type openPush } from './packager/push.fixture.ts'
import type { EndReason, Push } from './push.ts'
import { recorderMeasures } from './recording/recorder.ts'
import { openRungs } from './rung/open-rungs.ts'
import { openRecordings } from './recording/recordings.ts'

/** Live on real engines, with a clock that the test moves; for tests of this folder. */
export async function openTestLive() {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-live-'))
  const clock: Clock & { ms: number } = {
    ms: Date.parse('2026-11-22T09:00:00.000Z'),
    now: () => clock.ms,
    iso: (offset = 0) => new Date(clock.ms + offset * 1000).toISOString(),
  }
  const tools = { log: quietLog(), metrics: bareMetrics(), clock }
  const house = await openTestDb([platformMigrations, app.migrations])
  const db = house.db.tables<LiveTables>()
  const storage = await openStorage({ engine: 'disk', folder }, tools)
  const shared = await openTestShared()
  const bus = await openBus(shared, tools)
  const queue = await openQueue(
    shared,
    { ...tools, db: house.db, bus },
    { backoff: 0.01, poll: 0.05, watch: 0.05 },
  )
  const cursors = openCursors(Buffer.alloc(32, 1))
  const search = await openSearch({ ...tools, db: house.db, cursors })
  for (const source of channelSources({ db })) search.use(source)
  const signedPaths = openSignedPaths({ secretKey: Buffer.alloc(32, 1), cdnUrl: null, clock })
  const capable = openCapabilities()
  const config = {
    publicUrl: 'https://chapel.example',
    trustProxy: [],
    live: { rtmpHost: null, rtmpPort: 1935, rtmps: null, publicRtmp: null, publicRtmps: null, address: null },
  } as Partial<Config> as Config
  const media = { loudest: async () => -20 } as Partial<Media> as Media
  const audit = openAudit({ clock, actions: app.audited ?? [] })
  const platform = {
    ...tools,
    audit,
    config,
    storage,
    bus,
    queue,
    search,
    cursors,
    signedPaths,
    capable,
    media,
  } satisfies Partial<Platform>

  const news = openChannelNews(platform)
  const viewers = openViewers(platform)
  const keys = openStreamKeys(Buffer.alloc(32, 1))
  const endPush = openPushEnds(platform)
  const recordings = openRecordings(platform)
  const notices = openNotices({ ...platform, db: house.db })
  const { begun } = notices
  const broadcasts = openBroadcasts({ ...platform, news, begun, ended: recordings.ended })
  const parts = { ...platform, db, news, notices, viewers, keys, endPush, recordings, broadcasts }
  const forget = async (tx: LiveTx, event: LiveEventRow) => {
    await deleteChatOfEvent(tx as never, event.id)
    await recordings.forget(tx, event)
  }
  const channels = openChannels({
    ...parts,
    forget,
    async forgetPeople(tx, channelId) {
      await deleteFollowsOfChannel(tx, channelId)
      await deleteChatOfChannel(tx as never, channelId)
    },
  })
  const events = openEvents({ ...parts, forget })
  const tests = openTestRuns(parts)
  const tickets = openTickets(clock)
  const nodes: { origin: { close(): void }; stages: Stages; gate: OpenedGate }[] = []

  return {
    ...parts,
    channels,
    events,
    tests,
    tickets,
    folder,
    /** A process that takes streams. */
    node(name: string) {
      const origin = openOrigin({
        ...platform,
        metrics: bareMetrics(),
        elsewhere: { answer: (_, response) => void response.end() },
      })
      const stages = openStages({ ...parts, origin, measures: recorderMeasures(bareMetrics()) })
      const refusals = openRefusals(clock)
      const node = { node: name, address: `http://${name}:5000` }
      const rungs = openRungs({ ...parts, metrics: bareMetrics() })
      const metrics = bareMetrics()
      const measures = openPushMeasures(metrics, clock)
      const gate = openGate({ ...parts, node, tickets, stages, rungs, refusals, measures })
      nodes.push({ origin, stages, gate })
      bus.subscribe(stopTopic, (word) => {
        const { channelId, epoch, cause } = word as StopWord
        const push = stages.of(channelId)?.push
        if (push && push.epoch <= epoch) push.stop(cause)
      })
      return { node, gate, stages, refusals, origin, metrics }
    },
    channel: async (id: string) => (await channelById(db.read, id))!,
    event: async (id: string) => (await eventById(db.read, id))!,
    /** Sends this much media, from a time of the encoder's clock on. */
    send(push: Push, seconds: number, from = 0) {
      feed(
        { packager: push.sink as ReturnType<typeof openPush>['packager'], clock, made: null!, of: null! },
        { seconds, from },
      )
    },
    async close() {
      viewers.close()
      for (const { origin, stages, gate } of nodes) {
        await stages.leaveAll()
        await gate.settled()
        origin.close()
      }
      await queue.stop(0)
      await search.close()
      await bus.close()
      await shared.close()
      await storage.close()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Ends a push as its receiver does when the house asks for it. */
export function obedient(push: Push): Push {
  const end = (reason: EndReason) => push.sink.end(reason)
  push.stop.addEventListener('abort', () => end('stopped'), { once: true })
  return push
}

const space = { id: 'space', slug: 'space', name: 'Chapel' }
export const admin: Standing = { space, role: 'admin', accountId: 'admin' }
export const operator: Standing = { space, role: 'operator', accountId: 'operator' }
export const member: Standing = { space, role: 'member', accountId: 'member' }
export const guest: Standing = { space, role: null, accountId: null }
