import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { makeCertificate } from '../deploy/certificate.ts'
import { type RealHouse, startHouse } from '../uploads/start-house.ts'
import { until } from '../until.ts'

const password = 'hunter2-of-redis'
let folder: string
let redis: BedRedis
let house: RealHouse | undefined
let certificate: ReturnType<typeof makeCertificate>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-redis-secrets-'))
  certificate = makeCertificate(folder)
  redis = await startRedis(folder, { password, tls: certificate })
})
afterEach(async () => {
  await house?.stop('SIGKILL')
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

const start = async (env: Record<string, string>) => {
  house = await startHouse(join(folder, 'house'), env)
  return house
}
const told = async ({ origin }: RealHouse) => {
  const answer = await fetch(`${origin}/readyz`)
  const { dependencies } = (await answer.json()) as {
    dependencies: Record<string, { state: string; detail?: string }>
  }
  return { status: answer.status, ...dependencies.redis! }
}

test('rediss:// speaks TLS, to a server whose certificate is believed', async () => {
  const here = await start({ REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS: certificate.cert })
  expect(await until(async () => (await told(here)).state === 'ready')).toBe(true)
})

test('a certificate that nobody believes is refused, and the house goes on without Redis', async () => {
  const here = await start({ REDIS_URL: redis.url })
  expect(await told(here)).toMatchObject({ status: 200, state: 'degraded' })
})

test('a wrong password is told as such, and neither it nor the address appears anywhere', async () => {
  const wrong = redis.url.replace(password, 'wrong-hunter2')
  const here = await start({ REDIS_URL: wrong, NODE_EXTRA_CA_CERTS: certificate.cert, LOG_LEVEL: 'debug' })
  const { detail } = await told(here)
  expect(detail).toContain('WRONGPASS')
  const { log } = await here.stop('SIGTERM')
  expect(log).toContain('WRONGPASS')
  expect(`${log} ${detail}`).not.toContain('hunter2')
})
