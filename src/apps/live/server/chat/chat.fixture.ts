import type { Standing } from '#platform/auth/actor.ts'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openBus } from '#platform/bus/open-bus.ts'
import type { Clock } from '#platform/clock.ts'
import { openCursors } from '#platform/http/cursors.ts'
import type { BoundRoute, Call } from '#platform/http/handle.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import type { Platform } from '#platform/platform.ts'
import type { Role } from '../../../../contract/shapes.ts'
import { openTestDb } from '../../../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import type { Channel } from '../../contract/channel.ts'
import { openAudience } from '../audience/audience.ts'
import { openViewers } from '../audience/viewers.ts'
import type { WatchedChannel, WatchedChannels } from '../audience/watched-channel.ts'
import { liveActions } from '../live-audit.ts'
import { chat0002 } from '../migrations/0002-chat.ts'
import { openChat } from './chat.ts'
import { openChatNews } from './chat-news.ts'
import { chatRoutes } from './chat-routes.ts'
import type { ChatTables } from './chat-tables.ts'
import { openPeople, type Origin } from './person.ts'
import { recordedTime } from './recorded-time.ts'

export const hall = { id: 'hall', slug: 'hall', name: 'Hall' }
export const as = (accountId: string | null, role: Role | null): Standing => ({
  space: hall,
  role,
  accountId,
})
export const member = as('anna', 'member')
export const operator = as('otto', 'operator')
export const guest = as(null, null)
export const phone: Origin = { address: '192.0.2.7', browser: 'Phone' }

/** Chat on a real database and bus, beside a channel that tests change by hand. */
export async function openTestChat() {
  let now = Date.parse('2026-06-07T10:00:00.000Z')
  const clock: Clock & { pass(seconds: number): void } = {
    now: () => now,
    iso: (offset = 0) => new Date(now + offset * 1000).toISOString(),
    pass: (seconds) => (now += seconds * 1000),
  }
  const house = await openTestDb([platformMigrations, { owner: 'live', migrations: [chat0002] }])
  const db = house.db.tables<ChatTables>()
  const shared = await openTestShared()
  const log = quietLog()
  const bus = await openBus(shared, { log })
  const channel: WatchedChannel = {
    id: 'channel',
    space_id: hall.id,
    name: 'Hall',
    visibility: 'public',
    chat: { enabled: true, guests: true, slowSeconds: 0 },
    event: null,
  }
  const changes = new Set<() => void>()
  /** When the event had a picture. */
  const spans = [{ from: 0, to: Number.POSITIVE_INFINITY }]
  const channels: WatchedChannels = {
    find: async (spaceId, id) => (spaceId === hall.id && id === channel.id ? channel : null),
    view: async () => ({ id: channel.id }) as Channel,
    follow(_, listener) {
      changes.add(listener)
      return () => void changes.delete(listener)
    },
  }
  const accounts = {
    people: async (ids: readonly string[]) => new Map(ids.map((id) => [id, { id, name: `Name of ${id}` }])),
  } as Platform['accounts']
  const audit = openAudit({ clock, actions: Object.values(liveActions) })
  const news = openChatNews({ bus })
  const people = openPeople(Buffer.alloc(32, 7))
  const chat = openChat({ db, audit, clock, log, accounts, channels, news, people })
  const metrics = bareMetrics()
  const viewers = openViewers({ bus, clock, metrics })
  const audience = openAudience({ channels, news, viewers, log })
  const routes = chatRoutes({
    db,
    clock,
    accounts,
    cursors: openCursors(Buffer.alloc(32, 1)),
    channels,
    timeOfEvent: async () => recordedTime(spans),
    chat,
    people,
  })
  return {
    db,
    clock,
    accounts,
    bus,
    log,
    channel,
    spans,
    channels,
    chat,
    news,
    people,
    viewers,
    audience,
    /** Somebody changes the channel. */
    changed: () => {
      for (const listener of changes) listener()
    },
    /** One route as the server calls it. */
    call: <A>(id: string, who: Standing, call: object = {}, from: Origin = phone): Promise<A> =>
      run(routes, id, who, call, from) as Promise<A>,
    async close() {
      viewers.close()
      await bus.close()
      await shared.close()
      await house.close()
    },
  }
}

async function run(routes: readonly BoundRoute[], id: string, who: Standing, call: object, from: Origin) {
  const route = routes.find(({ contract }) => contract.id === id)!
  return route.run({
    standing: who,
    params: { id: 'channel' },
    query: {},
    request: { ip: from.address, headers: { 'user-agent': from.browser } },
    ...call,
  } as unknown as Call)
}
