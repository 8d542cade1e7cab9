import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AskedValues } from '../../src/platform/db/app-plans.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import type { BedDatabase } from '../bed/postgres.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { appPlans } from './app-plans.ts'
import { fillBigTables } from './big-tables.ts'
import { houseMigrations } from './house-migrations.ts'
import { type Explained, type Explaining, explainAll, nameOf } from './explained.ts'

/** Tables that do not grow with the house. */
const small = new Set(['house', 'job_crons', 'job_workers', 'duties', 'search_fills', 'schema_migrations'])

/** Queries that look at many rows, each with the reason why they may. */
const excusedOfPlatform: Record<string, string> = {
  'platform/auth/member-store.sql allMembers':
    'everybody of a space, kept in the cache until somebody comes or goes',
  'platform/search/fill-store.sql countEntries': 'a figure for whoever rebuilds the index',
  'platform/queue/sweep-store.sql pruneJobs': 'deletes a batch of what it looks at',
}

const live = ['waiting', 'running', 'delayed', 'awaiting']
const longAgo = ['2020-01-02T00:00:00.000Z']
/** What the code asks with, where that is not what most rows hold. */
const askedOfPlatform: AskedValues = {
  'platform/queue/attempt-store.sql claimJobs': { state: ['waiting', 'delayed'] },
  'platform/queue/attempt-store.sql isDue': { state: ['waiting', 'delayed'] },
  'platform/queue/attempt-store.sql nextDelayed': { state: ['delayed'] },
  'platform/queue/attempt-store.sql unhandledTypes': { state: ['waiting'] },
  'platform/queue/job-store.sql countJobs': { state: ['waiting', 'running'] },
  'platform/queue/job-store.sql livingOfSubject': { state: live },
  'platform/queue/job-ends.sql settleParent': { state: live },
  'platform/queue/sweep-store.sql settledParents': { state: ['awaiting'] },
  'platform/http/upload-store.sql announcedBytes': { state: ['open'] },
  'platform/http/upload-lock-store.sql forgetLocks': { taken_at: longAgo },
  'platform/http/upload-store.sql forgetFinished': { expires_at: longAgo },
  'platform/http/idempotency-store.sql dropKeys': { created_at: longAgo },
}

const plans = await appPlans()
const excused = { ...excusedOfPlatform, ...plans.excused.postgres }
const askedWith = { ...askedOfPlatform, ...plans.askedWith }

let postgres: OwnPostgres
let database: BedDatabase
let parts: Explaining
beforeAll(async () => {
  postgres = await startOwnPostgres()
  database = await postgres.createDatabase()
  await migrate(database.url)
  const admin = new Client(postgres.adminUrl.replace(/postgres$/, database.name))
  await admin.connect()
  await fillBigTables(admin, small, plans.rows)
  const house = new Client(database.url)
  await house.connect()
  parts = { house, admin, small, askedWith }
}, 240_000)
afterAll(async () => {
  await parts?.house.end()
  await parts?.admin.end()
  await postgres?.close()
})

async function migrate(url: string): Promise<void> {
  const settings = {
    engine: 'postgres',
    url,
    replicaUrls: [],
    poolSize: 4,
    ca: null,
    statementSeconds: 60,
  } as const
  const db = await openDb(settings, { log: quietLog(), metrics: bareMetrics() })
  await openMigrator(db, await houseMigrations()).up()
  await db.close()
}

const told = (explained: readonly Explained[]) =>
  explained
    .filter((one) => one.faults.length > 0 && !(nameOf(one) in excused))
    .map((one) => `${nameOf(one)} ${one.faults.join(', ')}: ${one.asked.replaceAll(/\s+/g, ' ')}`)

test('no query of the house takes longer the more rows there are', async () => {
  const explained = await explainAll(parts)
  expect(told(explained)).toEqual([])
  // Every store is asked, and none of the excuses is for something that is not there any more.
  const ofPlatform = explained.filter((one) => one.file.startsWith('src/platform/'))
  expect(ofPlatform.length).toBeGreaterThan(100)
  const names = new Set(explained.map(nameOf))
  const known = [...Object.keys(excused), ...Object.keys(askedWith)]
  expect(known.filter((name) => !names.has(name))).toEqual([])
}, 240_000)

const needed = [
  {
    index: 'memberships_by_name',
    store: 'member-store',
    fault: /members(Page|After) .* (sorts|reads|throws away)/,
  },
  ...plans.needed,
]
test.each(needed)('without $index it is told', async ({ index, store, fault }) => {
  await parts.house.query(`alter index ${index} rename to ${index}_aside`)
  const [{ text } = { text: '' }] = (
    await parts.house.query<{ text: string }>(`select pg_get_indexdef('${index}_aside'::regclass) as text`)
  ).rows
  await parts.house.query(`drop index ${index}_aside`)
  try {
    expect(told(await explainAll(parts, store)).join('\n')).toMatch(fault)
  } finally {
    await parts.house.query(text.replace(`${index}_aside`, index))
  }
})

test('what points to a row is found without reading all of its table', async () => {
  const { rows } = await parts.house.query<{ link: string }>(`
    select c.conrelid::regclass || ' ' || c.conname as link from pg_constraint c
    where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> 'house'::regclass and not exists (
      select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
      and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`)
  expect(rows.map((row) => row.link)).toEqual([])
})
