import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { openAudit } from '../audit/open-audit.ts'
import { auditRoutes, auditScopes } from '../audit/audit-routes.ts'
import { openBus } from '../bus/open-bus.ts'
import { openCache } from '../cache/open-cache.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import { openHttp } from '../http/open-http.ts'
import { openCursors } from '../http/cursors.ts'
import { openIdempotency } from '../http/idempotency.ts'
import type { Letter } from '../mail/mail.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { openQueue } from '../queue/open-queue.ts'
import { openSearch } from '../search/open-search.ts'
import type { SearchSource } from '../search/search.ts'
import { searchRoutes, searchScopes } from '../search/search-routes.ts'
import { nameKey } from './account-store.ts'
import type { AccountTables } from './accounts-tables.ts'
import { authActions } from './auth-audit.ts'
import { openChanges } from './changes.ts'
import { openAuth } from './open-auth.ts'
import { openPasswords } from './passwords.ts'

export const cheap = { memoryKiB: 64, passes: 1 }
export const password = 'correct horse battery'

export type Answer<T = Record<string, unknown>> = {
  status: number
  body: T
  cookie: string | null
  headers: Headers
}
type Ask = {
  /** Value of the Cookie or Authorization header. */
  as?: string
  body?: object
  /** In place of the one that says the request comes from this site. */
  headers?: Record<string, string>
  from?: string
}

/** Accounts behind the real http floor on real engines, with a clock that tests move and an outbox instead of a mail server. */
export async function openTestHouse(
  options: { secure?: boolean; mail?: boolean; sources?: readonly SearchSource[] } = {},
) {
  const { secure = false, mail = true, sources = [] } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'longhouse-auth-'))
  const log = quietLog()
  const metrics = bareMetrics()
  const { db, close: closeDb } = await openTestDb([platformMigrations])
  const clock = heldClock()
  const shared = await openTestShared()
  const bus = await openBus(shared, { log })
  const cache = await openCache(shared, { log, bus })
  const queue = await openQueue(
    shared,
    { db, bus, log, metrics, clock },
    { backoff: 0.01, poll: 0.05, watch: 0.05 },
  )
  const config = {
    publicUrl: secure ? 'https://house.example' : 'http://localhost:5000',
    secure,
    dataDir,
    secretKey: Buffer.alloc(32, 7),
    apps: ['footage'],
    trustProxy: [],
    corsOrigins: [],
    cdnUrl: null,
    metricsToken: null,
    rateLimit: 100_000,
  } as Partial<Config> as Config
  const outbox: Letter[] = []
  const search = await openSearch({
    db,
    cursors: openCursors(config.secretKey),
    clock,
    log,
    settleMs: 10_000,
  })
  const audit = openAudit({ clock, actions: Object.values(authActions) })
  const auth = await openAuth({
    config,
    db,
    cache,
    bus,
    shared,
    queue,
    search,
    audit,
    clock,
    log,
    scopes: { 'footage:read': 'See clips', ...searchScopes, ...auditScopes },
    mail: { enabled: mail, send: async (letter) => void outbox.push(letter), close: async () => {} },
    hashCost: cheap,
  })
  const found = [...auth.searchSources, ...sources]
  for (const source of found) search.use(source)
  const kindScopes = new Map(found.map(({ kind, scope = '' }) => [kind, scope]))
  const http = await openHttp({
    config,
    log: log as never,
    metrics,
    shared,
    bus,
    auth,
    idempotency: openIdempotency({ db, clock }),
    routes: [
      ...auth.routes,
      ...searchRoutes({ search, accounts: auth.accounts, scopes: kindScopes }),
      ...auditRoutes({
        db,
        audit,
        search,
        accounts: auth.accounts,
        cursors: openCursors(config.secretKey),
      }),
    ],
    readiness: {},
    webRoot: join(dataDir, 'no-web'),
  })
  let callers = 0

  /** Each call comes from an address of its own, so that the limits of one test do not meet another's. */
  async function call<T = Record<string, unknown>>(route: string, ask: Ask = {}): Promise<Answer<T>> {
    const [method = 'GET', path = '/'] = route.split(' ')
    const credentials =
      ask.as?.includes('=') === false ? { authorization: `Bearer ${ask.as}` } : { cookie: ask.as }
    const reply = await http.app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      remoteAddress: ask.from ?? `10.0.${callers >> 8}.${callers++ & 255}`,
      headers: {
        host: 'localhost:5000',
        ...(ask.as !== undefined && credentials),
        ...(ask.headers ?? { 'sec-fetch-site': 'same-origin' }),
      },
      ...(ask.body && { payload: ask.body }),
    })
    const set = [reply.headers['set-cookie'] ?? []].flat().at(-1)
    return {
      status: reply.statusCode,
      body: (reply.body ? reply.json() : null) as T,
      cookie: set?.split(';')[0] ?? null,
      headers: new Headers(Object.entries(reply.headers).map(([k, v]) => [k, String(v)] as [string, string])),
    }
  }

  const signIn = async (email: string, more: { password?: string; code?: string } = {}) =>
    call('POST /session', { body: { email, password, ...more } })

  return {
    auth,
    clock,
    config,
    outbox,
    call,
    signIn,
    http,
    db: db.tables<AccountTables>(),
    /** For rules called without http. */
    parts: {
      db: db.tables<AccountTables>(),
      clock,
      passwords: openPasswords(cheap),
      changes: openChanges(bus, { forget: async () => {} }),
      search,
      audit,
    },
    work: () => queue.work([...auth.jobs], { media: 1, default: 2 }),
    /** The first owner's cookie. */
    async setUp(name = 'Ada', spaceName = 'Home') {
      const done = await call('POST /setup', {
        from: '127.0.0.1',
        body: { name, email: `${name.toLowerCase()}@example.org`, password, spaceName },
      })
      return done.cookie!
    },
    /** A new account that joined with an invitation of `inviter`; its id and cookie. */
    async join(inviter: string, name: string, role = 'member', space = 'home') {
      const made = await call<{ url: string }>(`POST /spaces/${space}/invitations`, {
        as: inviter,
        body: { role },
      })
      const token = made.body.url.split('#')[1]!
      const account = { name, email: `${nameKey(name)}@example.org`, password }
      const joined = await call<{ account: { id: string } }>('POST /memberships', {
        body: { token, account },
      })
      return { id: joined.body.account.id, cookie: joined.cookie! }
    },
    async close() {
      await http.close(0)
      await auth.close()
      await queue.stop(0)
      await search.close()
      await cache.close()
      await bus.close()
      await shared.close()
      await closeDb()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
export type TestHouse = Awaited<ReturnType<typeof openTestHouse>>

function heldClock(
  start = Date.parse('2026-11-21T12:00:00.000Z'),
): Clock & { forward(seconds: number): void } {
  let now = start
  return {
    now: () => now,
    iso: (offsetSeconds = 0) => new Date(now + offsetSeconds * 1000).toISOString(),
    forward: (seconds) => void (now += seconds * 1000),
  }
}
