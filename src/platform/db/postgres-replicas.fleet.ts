import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../test/bed/own-postgres.ts'
import type { BedDatabase } from '../../../test/bed/postgres.ts'
import { type Relay, startRelay } from '../../../test/bed/relay.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'
import type { Fences } from './fences.ts'
import { openMigrator } from './migrator.ts'
import { openOwnFences } from './own-fences.ts'
import { openPostgresDb } from './postgres-db.ts'
import { notes, type NoteTables } from './postgres-notes.fixture.ts'
import { runScoped, writingFor } from './scope.ts'

let server: OwnPostgres
let metrics: Metrics
let db: Db<NoteTables>
let database: BedDatabase

beforeAll(async () => {
  server = await startOwnPostgres({ replica: true })
})
afterAll(() => server?.close())
beforeEach(async () => {
  database = await server.createDatabase()
})
afterEach(async () => {
  await db.close()
  await database.drop()
})

type Lines = { relay?: Relay; primary?: Relay }
const urlAt = (port: number) => `postgres://longhouse@127.0.0.1:${port}/${database.name}`
const configOf = ({ relay, primary }: Lines = {}) => ({
  engine: 'postgres' as const,
  url: urlAt(primary?.port ?? server.port),
  replicaUrls: [urlAt(relay?.port ?? server.replica!.port)],
  poolSize: 6,
  ca: null,
  statementSeconds: 10,
})
const open = async (options: Lines & { fences?: Fences; maxLagSeconds?: number } = {}) => {
  metrics = bareMetrics()
  const config = configOf(options)
  const { maxLagSeconds = 60, fences = openOwnFences() } = options
  const opened = await openPostgresDb(
    config,
    { log: quietLog(), metrics, fences },
    { maxLagSeconds, pollSeconds: 0.05 },
  )
  db = opened.tables<NoteTables>()
  await openMigrator(opened, [notes]).up()
}
const replica = <R>(statement: string) => server.replica!.ask<R>(statement)
const add = (id: string) => db.transact((tx) => tx.insertInto('notes').values({ id }).execute())
const ids = async (reader = db.replica) =>
  (await reader.selectFrom('notes').select('id').orderBy('id').execute()).map((row) => row.id)
const figure = async (name: string, outcome?: string) => {
  const { values } = await metrics.registry.getSingleMetric(name)!.get()
  return values.find((one) => !outcome || one.labels.outcome === outcome)?.value ?? 0
}
const reads = (outcome: string) => figure('longhouse_db_replica_reads_total', outcome)
const fit = async () => (await figure('longhouse_db_replica_fit')) === 1
/** Everything is replayed, and this process knows. */
const caughtUp = async () => {
  const [here] = await server.ask<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn')
  const reached = `select pg_last_wal_replay_lsn() >= '${here!.lsn}' as yes`
  await until(async () => (await replica<{ yes: boolean }>(reached))[0]!.yes)
  await until(fit)
  const before = await reads('replica')
  await until(async () => {
    await ids()
    return (await reads('replica')) > before
  })
}
const as = <R>(accountId: string, spaceId: string | null, work: () => Promise<R>) =>
  runScoped({ accountId, spaceId }, work)

test('a replica takes reads', async () => {
  await open()
  await add('1')
  await caughtUp()
  expect(await ids()).toEqual(['1'])
})

test('whoever wrote sees it at once, and so does everybody in the space; strangers see what the replica has', async () => {
  await open()
  await as('me', 'hall', () => add('before'))
  await caughtUp()
  await replica('select pg_wal_replay_pause()')
  try {
    await as('me', 'hall', () => add('mine'))
    expect(await as('me', 'hall', () => ids())).toEqual(['before', 'mine'])
    expect(await as('you', 'hall', () => ids())).toEqual(['before', 'mine'])
    expect(await as('stranger', 'barn', () => ids())).toEqual(['before'])
    await writingFor('barn', () => add('of a job'))
    expect(await as('stranger', 'barn', () => ids())).toEqual(['before', 'mine', 'of a job'])
    expect(await reads('fenced')).toBeGreaterThan(0)
  } finally {
    await replica('select pg_wal_replay_resume()')
  }
  const taken = await reads('replica')
  await until(async () => {
    expect(await as('me', 'hall', () => ids())).toEqual(['before', 'mine', 'of a job'])
    return (await reads('replica')) > taken
  })
})

test('fences that nobody can tell send everybody to the primary', async () => {
  await open({ fences: { raise: async () => true, highest: async () => 'unknown' } })
  await until(fit)
  await replica('select pg_wal_replay_pause()')
  try {
    await add('1')
    expect(await ids()).toEqual(['1'])
    expect(await reads('replica')).toBe(0)
  } finally {
    await replica('select pg_wal_replay_resume()')
  }
})

test('a write of which the others could not be told is told once no replica lacks it', async () => {
  await open({ fences: { raise: async () => false, highest: async () => null } })
  await add('before')
  await caughtUp()
  await replica('select pg_wal_replay_pause()')
  let told = false
  const writing = add('mine').then(() => (told = true))
  try {
    await until(async () => (await ids(db.read)).includes('mine'))
    // Others know of no fence, and ask the replica.
    expect([await ids(), told]).toEqual([['before'], false])
  } finally {
    await replica('select pg_wal_replay_resume()')
  }
  await writing
  expect(await ids()).toEqual(['before', 'mine'])
})

test('a replica that lags is not waited for once it has dropped out, nor one that was away before', async () => {
  await open({ fences: { raise: async () => false, highest: async () => null }, maxLagSeconds: 0.3 })
  await add('1')
  await caughtUp()
  await replica('select pg_wal_replay_pause()')
  try {
    await add('2')
    expect(await ids()).toEqual(['1', '2'])
    expect(await fit()).toBe(false)
  } finally {
    await replica('select pg_wal_replay_resume()')
  }
})

test('where the primary is, a process that does not reach it learns from the others', async () => {
  const shared = openOwnFences()
  const line = await startRelay(server.port)
  await open({ fences: shared, maxLagSeconds: 0.5, primary: line })
  const whole = await openPostgresDb(
    configOf(),
    { log: quietLog(), metrics: bareMetrics(), fences: shared },
    { pollSeconds: 0.05 },
  )
  try {
    await add('1')
    await caughtUp()
    line.shut()
    await replica('select pg_wal_replay_pause()')
    await whole.tables<NoteTables>().transact((tx) => tx.insertInto('notes').values({ id: '2' }).execute())
    await until(async () => !(await fit()))
    await expect(ids()).rejects.toMatchObject({ code: 'db-away' })
  } finally {
    await replica('select pg_wal_replay_resume()')
    await whole.close()
    line.open()
  }
  await until(fit)
  expect(await ids()).toEqual(['1', '2'])
  await db.close()
  await line.stop()
})

test('a replica that falls behind drops out by itself and comes back', async () => {
  await open({ maxLagSeconds: 0.5 })
  await add('1')
  await caughtUp()
  await replica('select pg_wal_replay_pause()')
  try {
    await add('2')
    await until(async () => !(await fit()))
    expect(await ids()).toEqual(['1', '2'])
    expect(await figure('longhouse_db_replica_lag_seconds')).toBeGreaterThan(0.5)
  } finally {
    await replica('select pg_wal_replay_resume()')
  }
  await until(fit)
  await until(async () => (await ids()).length === 2)
})

test('a replica that dies under a read costs nobody an answer, and is asked again when it is back', async () => {
  await open()
  await add('1')
  await caughtUp()
  const asking = (async () => {
    while (await fit()) expect(await ids()).toEqual(['1'])
  })()
  await server.replica!.stop('SIGKILL')
  await until(async () => !(await fit()))
  await asking
  expect(await ids()).toEqual(['1'])
  // Backends that the crash left behind hold its memory for a moment.
  await until(() =>
    server.replica!.start().then(
      () => true,
      () => false,
    ),
  )
  await caughtUp()
})

test('a replica that hangs is left alone, and those who wait for it get their answer from the primary', async () => {
  const relay = await startRelay(server.replica!.port)
  await open({ relay })
  await add('1')
  await caughtUp()
  relay.swallow()
  const failed = await reads('failed')
  expect(await Promise.all([ids(), ids(), ids()])).toEqual([['1'], ['1'], ['1']])
  expect(await reads('failed')).toBeGreaterThan(failed)
  expect(await fit()).toBe(false)
  relay.open()
  await caughtUp()
  await db.close()
  await relay.stop()
})

test('a replica that was made a primary is none any more, and one that is asked to write says that the database is away', async () => {
  await open()
  await add('1')
  await caughtUp()
  const standby = await openPostgresDb(
    {
      engine: 'postgres',
      url: server.replica!.urlOf(database.name),
      replicaUrls: [],
      poolSize: 2,
      ca: null,
      statementSeconds: 10,
    },
    { log: quietLog(), metrics: bareMetrics() },
    { waitSeconds: 1 },
  )
  try {
    const write = standby
      .tables<NoteTables>()
      .transact((tx) => tx.insertInto('notes').values({ id: '2' }).execute())
    await expect(write).rejects.toMatchObject({ kind: 'unavailable', code: 'db-away' })
    await expect(standby.ping()).rejects.toMatchObject({ code: 'db-away' })
    await replica('select pg_promote()')
    await until(async () => !(await fit()))
    expect(await ids()).toEqual(['1'])
    await standby.ping()
    await standby.tables<NoteTables>().transact((tx) => tx.insertInto('notes').values({ id: '2' }).execute())
  } finally {
    await standby.close()
  }
})
