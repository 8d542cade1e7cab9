import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { type RealHouse, setUp, startHouse } from '../uploads/start-house.ts'
import { until } from '../until.ts'

let folder: string
let redis: BedRedis
let here: RealHouse
let there: RealHouse
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-redis-sessions-'))
  redis = await startRedis(folder)
  const env = { REDIS_URL: redis.url, LOG_LEVEL: 'warn' }
  here = await startHouse(join(folder, 'house'), env)
  there = await startHouse(join(folder, 'house'), { ...env, ROLES: 'web' })
  await setUp(here.origin)
})
afterAll(async () => {
  await Promise.all([here, there].map((house) => house?.stop('SIGTERM')))
  await redis?.stop()
  await rm(folder, { recursive: true, force: true })
})

const signIn = async () => {
  const answer = await fetch(`${here.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: here.origin },
    body: JSON.stringify({ email: 'ada@example.org', password: 'correct horse' }),
  })
  expect(answer.status).toBe(201)
  return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!, origin: here.origin }
}
const me = async (house: RealHouse, who: Record<string, string>) => {
  const answer = await fetch(`${house.origin}/api/v1/me`, { headers: who })
  await answer.body?.cancel()
  return answer.status
}
const signOut = (who: Record<string, string>) =>
  fetch(`${here.origin}/api/v1/session`, { method: 'DELETE', headers: who })

/** What the other process says of a session that it knows and that has just ended here, asked until it is over. */
async function endElsewhere() {
  const who = await signIn()
  for (let n = 0; n < 3; n++) expect([await me(here, who), await me(there, who)]).toEqual([200, 200])
  expect((await signOut(who)).status).toBe(204)
  expect(await me(here, who)).toBe(401)
  return until(async () => (await me(there, who)) === 401, { seconds: 3, what: 'the end elsewhere' })
}

test('a session that ends at one process is over at the other', async () => {
  expect(await endElsewhere()).toBe(true)
})

test('also when nobody could tell it: Redis was away', async () => {
  await redis.kill()
  expect(await endElsewhere()).toBe(true)
  await redis.restart()
})

test('also when Redis takes connections and answers nothing', async () => {
  process.kill(redis.pid, 'SIGSTOP')
  try {
    expect(await endElsewhere()).toBe(true)
  } finally {
    process.kill(redis.pid, 'SIGCONT')
  }
})
