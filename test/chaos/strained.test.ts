import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { noHarm } from './outcomes.ts'
import { held, long, openScene, type Scene } from './scene.ts'

// What takes too long says so by itself, sooner.
vi.setConfig({ testTimeout: 500_000 })
let scene: Scene
let redis: Redis
beforeAll(async () => {
  scene = await openScene()
  redis = new Redis(scene.fleet.redis.url)
}, 180_000)
afterAll(async () => {
  redis?.disconnect()
  await scene?.close()
})

/** Strains something for a while; it is eased whatever happens. */
const strain = (name: string, begin: () => Promise<unknown>, end: () => Promise<unknown>) =>
  scene.strike(name, async () => {
    try {
      await begin()
      await pause(held.seconds * 1000)
    } finally {
      await end()
    }
  })
const admin = (statement: string) => scene.fleet.postgres.ask(statement)

test('PostgreSQL takes no more connections, and ends those it has', async () => {
  const outcome = await strain(
    'PostgreSQL refuses connections (too many)',
    async () => {
      await admin('alter role longhouse connection limit 0')
      await admin(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'longhouse'`)
    },
    () => admin('alter role longhouse connection limit -1'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('Redis is full', async () => {
  const outcome = await strain(
    'Redis is full (`noeviction`)',
    () => redis.config('SET', 'maxmemory', '1'),
    () => redis.config('SET', 'maxmemory', '0'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.runIf(long)('PostgreSQL takes no writes', async () => {
  const readOnly = async (how: string) => {
    await admin(`alter system set default_transaction_read_only = ${how}`)
    await admin('select pg_reload_conf()')
  }
  const outcome = await strain(
    'PostgreSQL is made read-only',
    () => readOnly('on'),
    () => readOnly('off'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.runIf(long)('Redis is made a replica of nobody who answers', async () => {
  const outcome = await strain(
    'Redis takes no writes (`READONLY`)',
    () => redis.call('REPLICAOF', '127.0.0.1', '1'),
    () => redis.call('REPLICAOF', 'NO', 'ONE'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.runIf(long)('S3 takes its time', async () => {
  const all = (late: number) => {
    for (const line of scene.lines('*', 's3')) line.delay(late)
  }
  const outcome = await strain(
    'S3 answers 8 s late',
    async () => all(8000),
    async () => all(0),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.runIf(long)('S3 breaks off in the middle of what it says', async () => {
  const all = (bytes: number | null) => {
    for (const line of scene.lines('*', 's3')) line.breakAfter(bytes)
  }
  const outcome = await strain(
    'S3 breaks off after 20 KB of answers',
    async () => all(20_000),
    async () => all(null),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.runIf(long)('the scheduler stands still', async () => {
  const [scheduler] = scene.fleet.schedulers
  const outcome = await strain(
    'the only scheduler stands still (`SIGSTOP`)',
    async () => scheduler!.signal('SIGSTOP'),
    async () => scheduler!.signal('SIGCONT'),
  )
  expect(outcome).toMatchObject(noHarm)
})
