import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { type S3Bed, startS3 } from '../bed/s3.ts'
import { runCli } from '../cli/run-cli.ts'
import { type RealHouse, setUp, startHouse } from '../uploads/start-house.ts'
import { until } from '../until.ts'
import { viewHouse } from './house-view.ts'
import { ask, type Member, putToUse } from './made.ts'

/** docs/scaling.md, walked as an operator walks it, with a member's cookie in hand: one box → PostgreSQL, Redis, S3 → one box. */
let folder: string
let postgres: OwnPostgres
let redis: BedRedis
let s3: S3Bed
let house: RealHouse | null = null
beforeAll(async () => {
  postgres = await startOwnPostgres()
  ;({ folder } = postgres)
  redis = await startRedis(folder)
  s3 = await startS3(folder)
})
afterAll(async () => {
  await house?.stop('SIGKILL')
  await redis?.stop()
  await s3?.stop()
  await postgres?.close()
})

test(
  'a house moves to the engines of a fleet and home again; whoever is signed in stays signed in',
  { timeout: 300_000 },
  async () => {
    const box = join(folder, 'box')
    house = await startHouse(box)
    const { cookie } = await setUp(house.origin)
    await putToUse({ origin: house.origin, cookie: cookie! }, folder)
    const before = await viewHouse(house.origin, cookie!)
    // Four notes in the list and one in the archive, a film with the digests of all its parts.
    expect(Object.keys(before).filter((name) => name.endsWith('revisions'))).toHaveLength(4)
    expect(Object.keys(Object.values(before).find(isDigests) ?? {}).length).toBeGreaterThan(4)

    const { url } = await postgres.createDatabase()
    const bucket = `s3:${s3.url}/${s3.env.S3_BUCKET}`
    const keys = { TO_S3_ACCESS_KEY: s3.env.S3_ACCESS_KEY!, TO_S3_SECRET_KEY: s3.env.S3_SECRET_KEY! }
    const toPostgres = ['db', 'copy', '--to', 'env:MOVE_TO']
    expect(await said(box, { MOVE_TO: url }, ...toPostgres, '--dry-run')).toContain(
      'Nothing stands in the way',
    )
    const stillRuns = await runCli(toPostgres, { dataDir: box, env: { MOVE_TO: url } })
    expect([stillRuns.code, stillRuns.err]).toEqual([1, expect.stringContaining('A house is running on')])
    await said(box, keys, 'storage', 'copy', '--to', bucket)

    const fleet = {
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      SECRET_KEY_FILE: join(box, 'secret.key'),
      ...s3.env,
    }
    const away = await down(async () => {
      await stop()
      await said(box, keys, 'storage', 'copy', '--to', bucket, '--resume')
      expect(await said(box, { MOVE_TO: url }, ...toPostgres)).toContain('the same on both sides')
      // A machine of the fleet has nothing of the box but its key.
      house = await startHouse(join(folder, 'machine'), fleet)
    })
    expect(await viewHouse(house.origin, cookie!)).toEqual(before)
    const ada = { origin: house.origin, cookie: cookie! }
    await finds(ada, 'brucke')
    await ask(ada, 'POST', '/spaces/hall/notes', { title: 'Written on PostgreSQL', body: '🐘' })
    const later = await viewHouse(house.origin, cookie!)

    const home = join(folder, 'home')
    const back = await down(async () => {
      await stop()
      const from = { FROM_S3_ACCESS_KEY: s3.env.S3_ACCESS_KEY!, FROM_S3_SECRET_KEY: s3.env.S3_SECRET_KEY! }
      await said(home, from, 'storage', 'copy', '--from', bucket, '--to', `disk:${join(home, 'storage')}`)
      await cp(join(box, 'secret.key'), join(home, 'secret.key'))
      const to = `sqlite:${join(home, 'longhouse.db')}`
      expect(await said(home, fleet, 'db', 'copy', '--to', to)).toContain('the same on both sides')
      house = await startHouse(home)
    })
    expect(await viewHouse(house.origin, cookie!)).toEqual(later)
    await finds({ origin: house.origin, cookie: cookie! }, 'postgresql')
    console.log(`down ${away.toFixed(1)} s on the way out, ${back.toFixed(1)} s on the way home`)
  },
)

const isDigests = (part: unknown): part is object =>
  typeof part === 'object' && part !== null && 'original' in part

/** What `longhouse …` says; it must go well. */
async function said(dataDir: string, env: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, out, err } = await runCli(args, { dataDir, env })
  expect(err).toBe('')
  expect(code).toBe(0)
  return out
}

async function stop(): Promise<void> {
  const ended = await house!.stop('SIGTERM')
  house = null
  expect(ended).toMatchObject({ code: 0 })
}

/** Seconds in which nobody could reach the house. */
async function down(move: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await move()
  return (performance.now() - started) / 1000
}

/** The search index is not moved: the house makes it again. */
const finds = (who: Member, words: string) =>
  until(
    async () =>
      (await ask<{ items: unknown[] }>(who, 'GET', `/spaces/hall/search?q=${encodeURIComponent(words)}`))
        .items.length > 0,
    { seconds: 30, what: `finding ${words}` },
  )
