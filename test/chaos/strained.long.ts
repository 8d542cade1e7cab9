import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { noHarm } from './outcomes.ts'
import { openScene, type Scene } from './scene.ts'

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

const admin = (statement: string) => scene.fleet.postgres.ask(statement)

test('PostgreSQL takes no writes', async () => {
  const readOnly = async (how: string) => {
    await admin(`alter system set default_transaction_read_only = ${how}`)
    await admin('select pg_reload_conf()')
  }
  const outcome = await scene.strain(
    'PostgreSQL is made read-only',
    () => readOnly('on'),
    () => readOnly('off'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('Redis is made a replica of nobody who answers', async () => {
  const outcome = await scene.strain(
    'Redis takes no writes (`READONLY`)',
    () => redis.call('REPLICAOF', '127.0.0.1', '1'),
    () => redis.call('REPLICAOF', 'NO', 'ONE'),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('S3 takes its time', async () => {
  const all = (late: number) => {
    for (const line of scene.lines('*', 's3')) line.delay(late)
  }
  const outcome = await scene.strain(
    'S3 answers 8 s late',
    async () => all(8000),
    async () => all(0),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('S3 breaks off in the middle of what it says', async () => {
  const all = (bytes: number | null) => {
    for (const line of scene.lines('*', 's3')) line.breakAfter(bytes)
  }
  const outcome = await scene.strain(
    'S3 breaks off after 20 KB of answers',
    async () => all(20_000),
    async () => all(null),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('the scheduler stands still', async () => {
  const [scheduler] = scene.fleet.schedulers
  const outcome = await scene.strain(
    'the only scheduler stands still (`SIGSTOP`)',
    async () => scheduler!.signal('SIGSTOP'),
    async () => scheduler!.signal('SIGCONT'),
  )
  expect(outcome).toMatchObject(noHarm)
})
