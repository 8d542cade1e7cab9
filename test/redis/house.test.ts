import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { announceClip, type RealHouse, setUp, startHouse } from '../uploads/start-house.ts'
import { tusCalls } from '../uploads/tus-calls.ts'
import { until } from '../until.ts'

let folder: string
let redis: BedRedis
let house: RealHouse
let who: Record<string, string>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-redis-house-'))
  redis = await startRedis(folder)
  house = await startHouse(join(folder, 'house'), { REDIS_URL: redis.url, LOG_LEVEL: 'warn' })
  who = await setUp(house.origin)
})
afterAll(async () => {
  await house?.stop('SIGTERM')
  await redis?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Nobody waits for longer, whatever happens to Redis. Milliseconds. */
const bound = 8000
const api = async (method: string, path: string, body?: object, as = who) => {
  const answer = await fetch(`${house.origin}${path}`, {
    method,
    headers: { ...as, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(bound),
  })
  const json = answer.status === 204 ? null : ((await answer.json()) as Record<string, unknown>)
  return { status: answer.status, json }
}
const readiness = async () => {
  const { status, json } = await api('GET', '/readyz')
  const { redis: ours } = (json as { dependencies: Record<string, { state: string }> }).dependencies
  return `${status} ${ours?.state}`
}
/** What members do: sign in, look, write, send a file, and have a job done about it. What each was answered. */
async function visit() {
  const ada = { email: 'ada@example.org', password: 'correct horse' }
  const signIn = await api('POST', '/api/v1/session', ada, { origin: house.origin })
  const me = await api('GET', '/api/v1/me')
  const list = await api('GET', '/api/v1/spaces/hall/notes')
  const note = await api('POST', '/api/v1/spaces/hall/notes', { title: 'T', body: 'B' })
  const clip = await announceClip(house.origin, who, 5)
  const sent = await tusCalls(house.origin, who).patch(clip.upload.url, 0, Buffer.from('hello'))
  // Five letters are no video: that is found out by a job.
  const job = await until(
    async () => {
      const { json } = await api('GET', `/api/v1/spaces/hall/footage/${clip.id}`)
      return json!.state === 'failed' && 'done'
    },
    { seconds: 30, what: 'the job' },
  )
  return {
    signIn: signIn.status,
    me: me.status,
    list: list.status,
    note: note.status,
    sent: sent.status,
    job,
  }
}
const well = { signIn: 201, me: 200, list: 200, note: 201, sent: 204, job: 'done' }
const becomes = (wanted: string) =>
  until(async () => (await readiness()) === wanted, { seconds: 30, what: wanted })

test('with Redis everything goes on, and it is told to be ready', async () => {
  await becomes('200 ready')
  expect(await visit()).toEqual(well)
})

test('killed: members notice nothing, the house stays in service and says what is weak, and heals by itself', async () => {
  await redis.kill()
  expect(await visit()).toEqual(well)
  await becomes('200 degraded')
  await redis.restart()
  await becomes('200 ready')
  expect(await visit()).toEqual(well)
})

test('wiped: members notice nothing', async () => {
  await redis.wipe()
  expect(await visit()).toEqual(well)
  await becomes('200 ready')
  expect(await visit()).toEqual(well)
})

test('held, so that it takes connections and answers nothing: members notice nothing but a moment', async () => {
  process.kill(redis.pid, 'SIGSTOP')
  try {
    expect(await visit()).toEqual(well)
    await becomes('200 degraded')
    expect(await visit()).toEqual(well)
  } finally {
    process.kill(redis.pid, 'SIGCONT')
  }
  await becomes('200 ready')
  expect(await visit()).toEqual(well)
})
