import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startS3, type S3Bed } from '../../../test/bed/s3.ts'
import { readConfig } from '../config/read-config.ts'
import { checkEngines } from './open-engine-checks.ts'
import { otherClock } from './other-clock.ts'

let folder: string
let s3: S3Bed
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-checks-'))
  s3 = await startS3(folder)
})
afterAll(async () => {
  await s3.stop()
  await rm(folder, { recursive: true })
})

const { postgres, redisUrl } = inject('bed')
const database = `${postgres.houseUrl}postgres`
const check = (env: Record<string, string>) =>
  checkEngines(readConfig({ DATA_DIR: folder, SECRET_KEY: 'k'.repeat(32), ...env }, []))
const states = async (env: Record<string, string>) =>
  (await check(env)).map(({ name, state, found }) => `${state} ${name}: ${found}`)

test('a house with nothing else has no engines to look at', async () => {
  expect(await check({})).toEqual([])
})

test('engines that are well are told with what they are, and nothing is left in the store', async () => {
  const found = await states({ REDIS_URL: redisUrl, ...s3.env })
  expect(found[0]).toMatch(/^well Redis: 127\.0\.0\.1:\d+, version \d/)
  expect(found.at(-1)).toMatch(
    /^well storage engine: written, read, read in part, sent in pieces, listed and deleted/,
  )
})

test('each fault of PostgreSQL comes with the way to mend it', async () => {
  const asRoot = (await states({ DATABASE_URL: postgres.adminUrl })).join('\n')
  expect(asRoot).toContain('ill PostgreSQL: the role postgres is not bound by row-level security')
  // The bed does not sync to disk.
  expect(asRoot).toContain('ill PostgreSQL: it answers before a write is on disk')
  const house = (await states({ DATABASE_URL: database, DATABASE_POOL_SIZE: '999' })).join('\n')
  expect(house).not.toContain('row-level security')
  expect(house).toContain('ill PostgreSQL: the role may make no tables')
  expect(house).toContain('ill PostgreSQL: one process may ask for 999 connections')
  expect(house).toContain('weak PostgreSQL: it archives no write-ahead log')
  const replicas = { DATABASE_REPLICA_URLS: postgres.adminUrl, REDIS_URL: redisUrl }
  const noReplica = (await states({ DATABASE_URL: database, ...replicas })).join('\n')
  expect(noReplica).toContain('ill PostgreSQL replica 1: postgres at')
  expect(noReplica).toContain(
    'ill PostgreSQL replica 1: the role postgres is not bound by row-level security',
  )
})

test('what is not there is told without its password', async () => {
  const env = {
    DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/hall',
    REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_BUCKET: 'b',
    S3_ACCESS_KEY: 'a',
    S3_SECRET_KEY: 'hunter2',
  }
  const found = await check(env)
  expect(found.map(({ name, state }) => [name, state])).toEqual([
    ['PostgreSQL', 'ill'],
    ['Redis', 'ill'],
    ['storage engine', 'ill'],
  ])
  expect(JSON.stringify(found)).not.toContain('hunter2')
  expect(found.every(({ mend }) => mend)).toBe(true)
})

test('tables that something else has made are found by their collation', async () => {
  const client = new Client(postgres.adminUrl)
  await client.connect()
  await client.query('create table if not exists made_elsewhere (name text)')
  try {
    expect((await states({ DATABASE_URL: postgres.adminUrl })).join('\n')).toContain(
      '1 text columns are not ordered',
    )
  } finally {
    await client.query('drop table made_elsewhere')
    await client.end()
  }
})

test('a clock that is off is told by how much, and in which direction', () => {
  expect(otherClock('Redis', 1000, 900, 1100)).toBeNull()
  expect(otherClock('Redis', 0, 5000, 5100)).toMatchObject({
    state: 'weak',
    found: expect.stringContaining('5 s behind'),
  })
  expect(otherClock('Redis', 60_000, 0, 10)).toMatchObject({
    state: 'ill',
    found: expect.stringContaining('60 s ahead'),
  })
})
