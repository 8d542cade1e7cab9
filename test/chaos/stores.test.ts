import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PostgresServer } from '../bed/postgres.ts'
import { noHarm } from './outcomes.ts'
import { held, openScene, rounds, type Scene } from './scene.ts'
import { until } from '../until.ts'
import { signIn } from './visitor.ts'

// What takes too long says so by itself, sooner.
vi.setConfig({ testTimeout: 500_000 })
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 180_000)
afterAll(() => scene?.close())

test('Redis is killed, stays away and comes back', async () => {
  const { redis, origin } = scene.fleet
  const outcome = await scene.strike('`kill -9` of Redis, then started again', async () => {
    await redis.kill()
    expect(await signIn(origin)).toBe(201)
    await pause(held.seconds * 1000)
    await redis.restart()
  })
  expect(outcome).toMatchObject(noHarm)
  expect(outcome.failures).toEqual({})
})

test('Redis comes back empty', async () => {
  const outcome = await scene.strike('`kill -9` of Redis, started again empty', () =>
    scene.fleet.redis.wipe(),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('Redis takes connections and answers nothing', async () => {
  const { redis, origin } = scene.fleet
  const outcome = await scene.strike('Redis stands still (`SIGSTOP`)', async () => {
    process.kill(redis.pid, 'SIGSTOP')
    expect(await signIn(origin)).toBe(201)
    await pause(held.seconds * 1000)
    process.kill(redis.pid, 'SIGCONT')
  })
  expect(outcome).toMatchObject(noHarm)
})

test('S3 answers 503 to everything', async () => {
  const lines = scene.lines('*', 's3')
  const outcome = await scene.strike('S3 answers 503', async () => {
    for (const line of lines) line.answer(slowDown)
    await pause(held.seconds * 1000)
    for (const line of lines) line.answer(null)
  })
  expect(outcome).toMatchObject(noHarm)
})

test('the replica lags', async () => {
  const { replica } = scene.fleet.postgres
  const outcome = await scene.strike('the replica replays nothing', async () => {
    await replica!.ask('select pg_wal_replay_pause()')
    await pause(held.seconds * 1000)
    await replica!.ask('select pg_wal_replay_resume()')
  })
  expect(outcome).toMatchObject(noHarm)
})

test('PostgreSQL is killed while it writes', async () => {
  const { primary } = scene.fleet.postgres
  const name = `\`kill -9\` of PostgreSQL, started again at once, ${rounds.length} times`
  const outcome = await scene.strike(name, async () => {
    for (const _ of rounds) {
      const { written } = scene
      await primary.stop('SIGKILL')
      await primary.start()
      await until(() => scene.written > written, { seconds: 60, what: 'a write between two kills' })
    }
  })
  expect(outcome).toMatchObject(noHarm)
})

// The last one: from here on the replica is the primary.
test('the primary dies and the replica takes its place', async () => {
  const { primary, replica } = scene.fleet.postgres
  // What is acknowledged is on both.
  await primary.ask(`alter system set synchronous_standby_names = '*'`)
  await primary.ask('select pg_reload_conf()')
  const outcome = await scene.strike('PostgreSQL is lost; the replica takes its place', async () => {
    await primary.stop('SIGKILL')
    for (const step of ['check', 'fence', 'promote']) await promote(step, primary, replica!)
    // Its SWITCH: here the house is led to another address.
    for (const line of scene.lines('*', 'postgres')) line.lead(replica!.port)
  })
  expect(outcome).toMatchObject(noHarm)
})

const script = new URL('../../deploy/postgres/promote.sh', import.meta.url).pathname

/** A step of the procedure in docs/operations-postgres.md. */
async function promote(step: string, primary: PostgresServer, replica: PostgresServer): Promise<void> {
  const place = ({ port }: PostgresServer) => `host=127.0.0.1 port=${port} user=postgres dbname=postgres`
  const env = { PATH: process.env.PATH, PRIMARY: place(primary), REPLICA: place(replica), FENCED: 'yes' }
  await promisify(execFile)(script, [step], { env })
}

const error =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
const slowDown = [
  'HTTP/1.1 503 Slow Down',
  'content-type: application/xml',
  `content-length: ${error.length}`,
  'connection: close',
  '',
  error,
].join('\r\n')
