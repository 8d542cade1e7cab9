import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../test/bed/own-postgres.ts'
import type { BedDatabase } from '../../../test/bed/postgres.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openMigrator } from '../db/migrator.ts'
import { openPostgresDb } from '../db/postgres-db.ts'
import { runScoped } from '../db/scope.ts'
import { newId } from '../ids.ts'
import { me, openTestSearch, spaceId, type TestSearch, thingMigrations } from './search.fixture.ts'

let server: OwnPostgres
let database: BedDatabase
let house: TestSearch

beforeAll(async () => {
  server = await startOwnPostgres({ replica: true })
})
afterAll(() => server?.close())
beforeEach(async () => {
  database = await server.createDatabase()
  const db = await openPostgresDb(
    {
      engine: 'postgres',
      url: database.url,
      replicaUrls: [server.replica!.urlOf(database.name)],
      poolSize: 6,
      ca: null,
      statementSeconds: 10,
    },
    { log: quietLog(), metrics: bareMetrics() },
    { pollSeconds: 0.05 },
  )
  await openMigrator(db, thingMigrations).up()
  house = await openTestSearch({ db, close: () => db.close() })
})
afterEach(async () => {
  await house.close()
  await database.drop()
})

const inSpace = <R>(work: () => Promise<R>) => runScoped({ accountId: me, spaceId }, work)
/** Who writes nothing, where nothing was written: a replica may answer. */
const elsewhere = <R>(work: () => Promise<R>) => runScoped({ accountId: newId(), spaceId: null }, work)
const replayed = (statement: string) => server.replica!.ask(`select ${statement}`)
/** On the replica alone: each server counts for itself. */
async function scansOf(index: string): Promise<number> {
  const asked = 'select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = $1'
  const [row] = await server.replica!.ask<{ scans: number }>(asked, [index], database.name)
  return row!.scans
}

test('a replica that is behind hides nothing from writers and shows nothing that is closed', async () => {
  await inSpace(() => house.put({ title: 'word first' }))
  const closed = await inSpace(() => house.put({ title: 'word closed' }))
  const before = await scansOf('search_words_pkey')
  await until(async () => {
    expect(await elsewhere(() => house.titles('word'))).toContain('word first')
    return (await scansOf('search_words_pkey')) > before
  })
  await replayed('pg_wal_replay_pause()')
  try {
    await inSpace(async () => {
      await house.put({ title: 'word second' })
      await house.put({ id: closed, title: 'word closed', visibility: 'private', authorId: newId() })
      expect((await house.titles('word')).toSorted()).toEqual(['word first', 'word second'])
    })
    expect(await house.marks()).toBe(0)
    expect(await elsewhere(() => house.titles('word'))).toEqual(['word first'])
  } finally {
    await replayed('pg_wal_replay_resume()')
  }
  await until(async () => (await elsewhere(() => house.titles('word'))).length === 2)
})

test('every search goes by the index of lexemes, however few entries there are', async () => {
  await house.putAll(Array.from({ length: 60 }, (_, n) => ({ title: `word ${n}`, tags: [`tag ${n}`] })))
  const texts = ['word', 'w', '"word 3"', '-other', 'after:2001 before:2019-12-03', 'tag:"tag 4" wor']
  for (const text of texts) await house.titles(text)
  await house.close()
  // Connections that end tell what they did.
  const scans = await until(async () => {
    const count = await scansOf('search_words_lexemes')
    return count >= texts.length && count
  })
  expect(scans).toBeGreaterThanOrEqual(texts.length)
})
