import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus } from '../../src/platform/bus/bus.ts'
import { openBus } from '../../src/platform/bus/open-bus.ts'
import type { Cache } from '../../src/platform/cache/cache.ts'
import { openCache } from '../../src/platform/cache/open-cache.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db/db.ts'
import { platformMigrations } from '../../src/platform/platform-migrations.ts'
import { openQueue } from '../../src/platform/queue/open-queue.ts'
import { handler, type Queue } from '../../src/platform/queue/queue.ts'
import type { QueueTimes } from '../../src/platform/queue/queue-times.ts'
import { openShared } from '../../src/platform/redis/open-redis.ts'
import type { Redis } from '../../src/platform/redis/redis.ts'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { openTestDb } from '../harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { effectMigrations, type EffectTables, effectType } from '../queue/effects.ts'

/** The engines that stand on Redis, as one process has them. */
export type RedisProcess = { redis: Redis; bus: Bus; cache: Cache; queue: Queue; close(): Promise<void> }

export type RedisHouse = {
  server: BedRedis
  db: Db<EffectTables>
  open(times?: Partial<QueueTimes>): Promise<RedisProcess>
  /** Adds jobs that leave an effect, and returns their ids. */
  add(by: RedisProcess, count: number): Promise<string[]>
  /** How often each job has left its effect. */
  effects(ids: readonly string[]): Promise<number[]>
  close(): Promise<void>
}

/** A Redis of its own, to be killed, wiped and held, and a database that outlives it. */
export async function openRedisHouse(): Promise<RedisHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-redis-'))
  const server = await startRedis(folder)
  const place = await openTestDb([platformMigrations, effectMigrations]).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  const db = place.db.tables<EffectTables>()
  const opened: RedisProcess[] = []
  return {
    server,
    db,
    async open(times = {}) {
      const process = await openProcess(server.url, place.db, times)
      opened.push(process)
      return process
    },
    add: ({ queue }, count) =>
      db.transact((tx) =>
        Promise.all(Array.from({ length: count }, () => queue.add(tx, effectType, { work: 'pause' }))),
      ),
    async effects(ids) {
      const rows = await db.read.selectFrom('effects').select('job_id').execute()
      return ids.map((id) => rows.filter((row) => row.job_id === id).length)
    },
    async close() {
      await Promise.all(opened.map((process) => process.close()))
      await server.stop()
      await place.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openProcess(url: string, db: Db, times: Partial<QueueTimes>): Promise<RedisProcess> {
  const [log, metrics] = [quietLog(), bareMetrics()]
  const shared = await openShared({ engine: 'redis', url }, { log, metrics })
  if (shared.engine === 'memory') throw new Error('this is no Redis')
  const bus = await openBus(shared, { log })
  const cache = await openCache(shared, { log, bus })
  const queue = await openQueue(shared, { db, bus, log, metrics, clock: systemClock }, times)
  return {
    redis: shared.redis,
    bus,
    cache,
    queue,
    async close() {
      await queue.stop(0)
      await cache.close()
      await bus.close()
      await shared.close()
    },
  }
}

/** Works on jobs that leave an effect. `before` holds each of them up. */
export const work = ({ queue }: RedisProcess, db: Db<EffectTables>, before = () => Promise.resolve()) =>
  queue.work(
    [
      handler({
        type: effectType,
        async run(_, { jobId, fenced }) {
          await before()
          await fenced(db, (tx) =>
            tx.insertInto('effects').values({ job_id: jobId, pid: process.pid }).execute(),
          )
        },
      }),
    ],
    { media: 1, default: 4 },
  )
