import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { startAsking } from '../fleet/asking.ts'
import { type HouseProcess, startHouseProcess } from '../fleet/house-process.ts'
import { until } from '../until.ts'

let folder: string
let redis: BedRedis
let house: HouseProcess | null
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-forks-'))
  redis = await startRedis(folder)
})
afterEach(async () => {
  await house?.stop()
  house = null
})
afterAll(async () => {
  await redis?.stop()
  await rm(folder, { recursive: true, force: true })
})

const settings = () => ({
  DATA_DIR: join(folder, 'data'),
  REDIS_URL: redis.url,
  WEB_CONCURRENCY: '2',
  DRAIN_SECONDS: '1',
  RATE_LIMIT: '1000000',
})
async function open(env: Record<string, string> = {}): Promise<HouseProcess> {
  house = await startHouseProcess('forks', { ...settings(), ...env })
  const { log } = house
  await until(() => log().includes('"the house is open"'), { seconds: 60, what: 'all processes' })
  return house
}
/** Processes that this one has forked and that live. */
function children(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}
const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const lines = (log: string, words: string) => log.split('\n').filter((line) => line.includes(words)).length

test('two answer, one does the rest, and /metrics tells of all of them whoever is asked', async () => {
  const { origin, pid, log } = await open()
  expect(children(pid)).toHaveLength(3)
  for (let n = 0; n < 20; n++) await fetch(`${origin}/livez`, { headers: { connection: 'close' } })
  for (let n = 0; n < 4; n++) {
    const text = await (await fetch(`${origin}/metrics`, { headers: { connection: 'close' } })).text()
    const counted = /longhouse_http_request_seconds_count\{[^}]*route="\/livez"[^}]*\} (\d+)/.exec(text)
    // The one at the start came when nobody else was there yet.
    expect(Number(counted?.[1])).toBeGreaterThanOrEqual(20)
    expect(text).toMatch(/longhouse_duty_held\{duty="scheduler"\} 1/)
  }
  expect(lines(log(), 'Longhouse is open')).toBe(1)
})

test('whoever is killed is replaced, and the others go on answering', async () => {
  const { origin, pid } = await open()
  const before = children(pid)
  const ask = () => ({ path: '/livez', headers: { connection: 'close' } })
  const asking = startAsking(origin, 2, ask, { patienceSeconds: 10 })
  await asking.more(20)
  process.kill(before[0]!, 'SIGKILL')
  await until(() => children(pid).length === 3 && !children(pid).includes(before[0]!), {
    seconds: 60,
    what: 'a successor',
  })
  await asking.more(20)
  const { failures } = await asking.stop()
  // At most those that were inside when it was killed.
  expect(failures.length).toBeLessThanOrEqual(2)
})

test('a rolling restart replaces everybody and fails no request', async () => {
  const { origin, pid, signal, log } = await open()
  const before = children(pid)
  const asking = startAsking(origin, 4, (n) => ({ path: n % 2 ? '/api/v1/welcome' : '/' }))
  await asking.more(50)
  signal('SIGHUP')
  await until(() => log().includes('every process is a new one'), { seconds: 90, what: 'the restart' })
  await asking.more(50)
  const { failures, again } = await asking.stop()
  expect([failures, again]).toEqual([[], 0])
  expect(children(pid).filter((child) => before.includes(child))).toEqual([])
  expect(children(pid)).toHaveLength(3)
})

test('a restart with a configuration that cannot open changes nothing', async () => {
  const file = join(folder, 'log-level')
  await writeFile(file, 'info')
  const { origin, pid, signal, log } = await open({ LOG_LEVEL_FILE: file })
  const before = children(pid)
  await writeFile(file, 'nonsense')
  signal('SIGHUP')
  await until(() => log().includes('the new process did not open'), { seconds: 60, what: 'the refusal' })
  expect(log()).toContain('LOG_LEVEL must be one of')
  expect(children(pid)).toEqual(before)
  expect((await fetch(`${origin}/livez`)).status).toBe(200)
})

test('asked to end, all of them end, in order', async () => {
  const running = await open()
  const all = [running.pid, ...children(running.pid)]
  await running.stop('SIGTERM')
  expect(all.filter(lives)).toEqual([])
  expect(lines(running.log(), 'closing a process of the house')).toBe(3)
})

test('one that is killed takes its processes along', async () => {
  const running = await open()
  const all = children(running.pid)
  await running.stop('SIGKILL')
  expect(all).toHaveLength(3)
  await until(() => !all.some(lives), { what: 'the end of all' })
})

test('what cannot open is told once, and nothing stays', async () => {
  const refused = (env: Record<string, string>) =>
    startHouseProcess('broken', { ...settings(), ...env }).then(
      () => 'it opened',
      (error: Error) => error.message,
    )
  const told = await refused({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' })
  expect(told).toContain('Longhouse cannot start with this configuration')
  expect(lines(told, 'SECRET_KEY is required')).toBe(1)
  expect(await refused({ REDIS_URL: '' })).toContain('WEB_CONCURRENCY above 1 needs REDIS_URL')
})
