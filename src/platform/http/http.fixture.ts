import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { type Logger, pino } from 'pino'
import type { Role } from '../../contract/shapes.ts'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { newTestPrefix, openTestShared } from '../../../test/harness/open-test-shared.ts'
import { bareMetrics } from '../../../test/harness/quiet.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import type { Bus } from '../bus/bus.ts'
import { openBus } from '../bus/open-bus.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { Db, MigrationSet } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { Shared } from '../redis/redis.ts'
import type { BoundRoute } from './handle.ts'
import type { Readiness } from './health-routes.ts'
import { openIdempotency } from './idempotency.ts'
import { openHttp } from './open-http.ts'

export type ThingTables = { things: { id: string; name: string } }

const things: MigrationSet = {
  owner: 'test',
  migrations: [
    {
      name: '0001-things',
      up: (db) =>
        db.schema
          .createTable('things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('name', 'text')
          .execute(),
    },
  ],
}

/** The header that says who asks: `as: owner` in the space `hall`, `as: key footage:read`, nobody without it. */
export const as = (who: string) => ({ 'x-as': who })

type Asked = {
  config?: Partial<Config>
  readiness?: Readiness
  routes(db: Db<ThingTables>, bus: Bus): BoundRoute[]
}

/** The real server with routes of a test, on a real database; who asks is said by a header. */
export async function openTestHttp(asked: Asked) {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-http-'))
  const lines: string[] = []
  const log: Logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const place = await openTestDb([platformMigrations, things])
  const prefix = newTestPrefix()
  const watched = new Set<() => void>()
  const opened: { close(): Promise<void> }[] = []
  const openOne = async (db: Db) => {
    const shared = await openTestShared(prefix)
    const bus = await openBus(shared, { log })
    const http = await openProcess(asked, { db, shared, bus, log, watched, folder })
    opened.push({ close: () => http.close(1) }, bus, shared)
    return http
  }
  const http = await openOne(place.db)
  return {
    ...http,
    log: () => lines.join(''),
    things: () =>
      place.db.tables<ThingTables>().read.selectFrom('things').selectAll().orderBy('id').execute(),
    keys: place.db,
    watchers: () => watched.size,
    endSessions: () => {
      for (const ended of watched) ended()
    },
    /** One more process of the same house. */
    async again() {
      const db = await place.again()
      opened.push(db)
      return openOne(db)
    },
    async end() {
      for (const one of opened.splice(0)) await one.close()
      await place.close()
      await rm(folder, { recursive: true })
    },
  }
}

type Process = {
  db: Db
  shared: Shared
  bus: Bus
  log: Logger
  watched: Set<() => void>
  folder: string
}

function openProcess({ config, readiness = {}, routes }: Asked, process: Process) {
  const { db, watched, folder } = process
  const idempotency = openIdempotency({ db, clock: systemClock })
  return openHttp({
    ...process,
    config: { ...plainConfig, ...config } as Config,
    metrics: bareMetrics(),
    auth: {
      endedCookie: 'session=; Max-Age=0',
      firstSpace: async () => null,
      actor: async (request) => actorOf(request),
      standing: async (actor, slug) => standingOf(actor, slug),
      watch(_actor, _standing, ended) {
        watched.add(ended)
        return () => watched.delete(ended)
      },
    },
    idempotency,
    routes: routes(idempotency.db.tables<ThingTables>(), process.bus),
    readiness,
    webRoot: join(folder, 'web'),
  })
}

const plainConfig: Partial<Config> = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://localhost:5000',
  secure: false,
  cdnUrl: null,
  corsOrigins: [],
  trustProxy: [],
  metricsToken: null,
  rateLimit: 10_000,
  drainSeconds: 0,
}

const account = (name: string) => ({ kind: 'account', accountId: `id-of-${name}`, name }) as const

function actorOf(request: FastifyRequest): Actor {
  const who = String(request.headers['x-as'] ?? '')
  if (who === '') return { kind: 'guest' }
  if (who === 'ended') throw new Fault('unauthenticated', 'session-ended', 'Sign in again.')
  const [kind, ...scopes] = who.split(' ')
  if (kind === 'key') return { ...account('owner'), via: 'api-key', apiKeyId: 'k', scopes, spaceId: null }
  return { ...account(who), via: 'session', sessionId: `session-of-${who}` }
}

/** One space, `hall`; whoever is called like a role has it, everyone else is a stranger. */
function standingOf(actor: Actor, slug: string): Standing | null {
  if (slug !== 'hall') return null
  const name = actor.kind === 'guest' ? '' : actor.name
  const role = ['member', 'operator', 'admin', 'owner'].includes(name) ? (name as Role) : null
  return {
    space: { id: 'hall-id', slug, name: 'Hall' },
    role,
    accountId: actor.kind === 'guest' ? null : actor.accountId,
  }
}
