import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { openBus } from '../src/platform/bus/open-bus.ts'
import { systemClock } from '../src/platform/clock.ts'
import type { Config } from '../src/platform/config/config.ts'
import type { Db } from '../src/platform/db/db.ts'
import { openMigrator } from '../src/platform/db/migrator.ts'
import { openDb } from '../src/platform/db/open-db.ts'
import { platformMigrations } from '../src/platform/platform-migrations.ts'
import type { JobTables } from '../src/platform/queue/job-tables.ts'
import { openQueue } from '../src/platform/queue/open-queue.ts'
import { handler, jobType, type Queue } from '../src/platform/queue/queue.ts'
import { openShared } from '../src/platform/redis/open-redis.ts'
import { startPostgres } from '../test/bed/postgres.ts'
import { startRedis } from '../test/bed/redis.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'

const jobs = 600
const room = 16
/** One job after the other, each waited for: enough that one hiccup of the machine is not a hundredth of them. */
const probes = 500
const yardstick = 100
const backlog = 20_000

const type = jobType({ name: 'bench.do-nothing', payload: Type.Object({}), timeoutSeconds: 60 })

type Row = { what: string; value: string; target?: string; ok?: boolean }
type Engines = Pick<Config, 'db' | 'shared'>

/** Jobs that do nothing, every commit synced: what the queue itself costs, on the embedded engines and on those of a fleet. */
export const bench = {
  name: 'queue',
  title: 'Jobs through the queue, every commit synced',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-queue-'))
    // PostgreSQL runs as an account of its own and must get through.
    await chmod(folder, 0o755)
    const synced = { settings: ['fsync=on', 'synchronous_commit=on'] }
    const embedded: Engines = {
      db: { engine: 'sqlite', file: join(folder, 'longhouse.db') },
      shared: { engine: 'memory' },
    }
    const [postgres, redis] = await Promise.all([
      startPostgres(join(folder, 'postgres'), synced),
      startRedis(folder),
    ])
    try {
      const db = await postgresDb((await postgres.createDatabase()).url)
      const other = await postgresDb((await postgres.createDatabase()).url)
      return {
        rows: [
          ...(await measure('SQLite, table', embedded)),
          ...(await measure('PostgreSQL, table', { db, shared: { engine: 'memory' } })),
          ...(await measure('PostgreSQL, BullMQ', {
            db: other,
            shared: { engine: 'redis', url: redis.url },
          })),
        ],
      }
    } finally {
      await redis.stop()
      await postgres.stop('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

const postgresDb = async (url: string): Promise<Config['db']> => ({
  engine: 'postgres',
  url,
  replicaUrls: [],
  poolSize: 20,
  ca: null,
  statementSeconds: 30,
})

async function measure(name: string, engines: Engines): Promise<Row[]> {
  const house = await openHouse(engines)
  const { db, add, timed } = house
  const rateOf = async () => jobs / (await timed(jobs, () => Promise.all(Array.from({ length: jobs }, add))))
  try {
    const commits = await bareCommits(db)
    const rate = await rateOf()
    const waits = (await inTurn(probes, () => timed(1, add))).toSorted((a, b) => a - b)
    await fill(db, house.web)
    const full = await rateOf()
    const at = (share: number) => waits[Math.floor(share * (waits.length - 1))]!
    return [
      { what: `${name}: commits a second, one at a time`, value: commits.toFixed(0) },
      { what: `${name}: jobs a second, ${room} at once`, value: rate.toFixed(0) },
      // A job takes three commits: added, claimed, done.
      row(`${name}: jobs for each such commit`, rate / commits, (v) => v >= 0.25, '≥ 0.25'),
      { what: `${name}: from add to running, idle, median`, value: `${(at(0.5) * 1000).toFixed(1)} ms` },
      row(`${name}: from add to running, idle, p99, ms`, at(0.99) * 1000, (v) => v <= 100, '≤ 100'),
      { what: `${name}: the longest of ${probes}`, value: `${(at(1) * 1000).toFixed(1)} ms` },
      row(`${name}: rate with ${backlog} jobs waiting behind`, full / rate, (v) => v >= 0.5, '≥ 0.5'),
    ]
  } finally {
    await house.close()
  }
}

/** One process that adds and one that works; on the embedded engines they are the same. */
async function openHouse({ db: place, shared }: Engines) {
  const log = quietLog()
  const migrated = await openDb(place, { log, metrics: bareMetrics() })
  await openMigrator(migrated, [platformMigrations]).up()
  const db = migrated.tables<JobTables>()
  const open = async () => {
    const metrics = bareMetrics()
    const opened = await openShared(shared, { log, metrics })
    const bus = await openBus(opened, { log })
    const queue = await openQueue(opened, { db: migrated, bus, log, metrics, clock: systemClock })
    return {
      queue,
      async close() {
        await queue.stop(5)
        await bus.close()
        await opened.close()
      },
    }
  }
  const worker = await open()
  const web = shared.engine === 'memory' ? worker : await open()
  const told = new EventTarget()
  const run = async () => void told.dispatchEvent(new Event('ran'))
  await worker.queue.work([handler({ type, run })], { media: 0, default: room })
  return {
    db,
    web: web.queue,
    add: () => db.transact((tx) => web.queue.add(tx, type, {})),
    /** Seconds until `count` more jobs have run, `start` included. */
    async timed(count: number, start: () => Promise<unknown>) {
      const all = Promise.withResolvers<void>()
      let left = count
      const one = () => --left === 0 && all.resolve()
      told.addEventListener('ran', one)
      const started = performance.now()
      await Promise.all([start(), all.promise])
      told.removeEventListener('ran', one)
      return (performance.now() - started) / 1000
    },
    async close() {
      if (web !== worker) await web.close()
      await worker.close()
      await db.close()
    },
  }
}

function row(what: string, value: number, good: (value: number) => boolean, target: string): Row {
  return { what, value: value.toFixed(2), target, ok: good(value) }
}

/** What one writer reaches: the yardstick of this machine's disk. */
async function bareCommits(db: Db<JobTables>): Promise<number> {
  const started = performance.now()
  await inTurn(yardstick, (n) =>
    db.transact((tx) =>
      tx
        .insertInto('job_crons')
        .values({ type: `${n}`, latest: '' })
        .execute(),
    ),
  )
  return yardstick / ((performance.now() - started) / 1000)
}

/** Jobs that are not due yet, and jobs of a lane that has no room. */
async function fill(db: Db<JobTables>, queue: Queue): Promise<void> {
  const elsewhere = { ...type, lane: 'media' as const }
  await db.transact(async (tx) => {
    for (let n = 0; n < backlog / 2; n++) {
      await queue.add(tx, type, {}, { delaySeconds: 3600 })
      await queue.add(tx, elsewhere, {})
    }
  })
}

async function inTurn<R>(times: number, work: (n: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let n = 0; n < times; n++) results.push(await work(n))
  return results
}
