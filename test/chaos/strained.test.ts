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

test('PostgreSQL takes no more connections, and ends those it has', async () => {
  const outcome = await scene.strain(
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
  const outcome = await scene.strain(
    'Redis is full (`noeviction`)',
    () => redis.config('SET', 'maxmemory', '1'),
    () => redis.config('SET', 'maxmemory', '0'),
  )
  expect(outcome).toMatchObject(noHarm)
})
