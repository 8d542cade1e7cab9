import { rmSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bareMetrics } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import type { AnyTx, Db } from './db.ts'
import { openSqliteDb } from './sqlite-db.ts'
import { openWalFile, type WalFile } from './sqlite-files.ts'

let folder: string
let file: string
let log: string[]
let metrics: ReturnType<typeof bareMetrics>
const opened: Db[] = []

type Options = Parameters<typeof openSqliteDb>[2]
const open = (options: Options = {}) => {
  metrics = bareMetrics()
  const tools = { log: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }), metrics }
  const db = openSqliteDb(file, tools, options)
  opened.push(db)
  return db.tables<{ t: { a: string } }>()
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-db-'))
  file = join(folder, 'deep', 'longhouse.db')
  log = []
})
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  await rm(folder, { recursive: true, force: true })
})

const makeTable = (db: Db<{ t: { a: string } }>) =>
  db.reshape((tx) =>
    tx.schema
      .createTable('t')
      .addColumn('a', 'text', (c) => c.primaryKey())
      .execute(),
  )
const add = (db: Db<{ t: { a: string } }>, a: string) =>
  db.transact((tx) => tx.insertInto('t').values({ a }).execute())
const rows = async (db: Db<{ t: { a: string } }>) =>
  (await db.read.selectFrom('t').select('a').orderBy('a').execute()).map((row) => row.a)
const figure = async (name: string) =>
  ((await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value as number | undefined) ?? 0

/** A disk that syncs when it is told to. */
function heldWal() {
  let hold: PromiseWithResolvers<void> | null = null
  const openWal = (dbFile: string): WalFile => {
    const real = openWalFile(dbFile)
    return {
      async sync() {
        await hold?.promise
        await real.sync()
      },
      close: real.close,
    }
  }
  return {
    openWal,
    hold: () => (hold = Promise.withResolvers<void>()),
    free() {
      hold?.resolve()
      hold = null
    },
    break: (error: Error) => hold?.reject(error),
  }
}

describe('an answer', () => {
  test('waits for the sync, and so does whoever looked at the row inside a transaction', async () => {
    const wal = heldWal()
    const db = open({ openWal: wal.openWal })
    await makeTable(db)
    wal.hold()
    const told: string[] = []
    const writer = add(db, '1').then(() => told.push('written'))
    const looker = db
      .transact((tx) => tx.selectFrom('t').selectAll().execute())
      .then((found) => told.push(`looked: ${found.length}`))
    const taken = add(db, '1').catch((error: { code: string }) => told.push(error.code))
    await until(async () => (await figure('longhouse_db_commits_total')) === 2)
    // Many turns of the event loop later nobody has been told anything.
    for (let n = 0; n < 200; n++) await turn()
    expect(told).toEqual([])
    wal.free()
    await Promise.all([writer, looker, taken])
    expect(told.toSorted()).toEqual(['looked: 1', 'taken', 'written'])
  })

  test('db.read shows nothing that power loss could take back, and each row once it is answered', async () => {
    const wal = heldWal()
    const db = open({ openWal: wal.openWal })
    await makeTable(db)
    await add(db, '0')
    wal.hold()
    const first = add(db, '1')
    await until(async () => (await figure('longhouse_db_commits_total')) === 3)
    const second = add(db, '2')
    await until(async () => (await figure('longhouse_db_commits_total')) === 4)
    expect(await rows(db)).toEqual(['0'])
    wal.free()
    await first
    expect(await rows(db)).toContain('1')
    await second
    expect(await rows(db)).toEqual(['0', '1', '2'])
  })

  test('many commits share few syncs', async () => {
    const db = open()
    await makeTable(db)
    const before = await figure('longhouse_db_syncs_total')
    await Promise.all(Array.from({ length: 200 }, (_, n) => add(db, String(n))))
    expect((await figure('longhouse_db_syncs_total')) - before).toBeLessThan(100)
    expect(await figure('longhouse_db_commits_total')).toBe(201)
  })

  test('that changes nothing costs no sync', async () => {
    const db = open()
    await makeTable(db)
    const before = await figure('longhouse_db_syncs_total')
    await db.transact((tx) => tx.selectFrom('t').selectAll().execute())
    await db.transact(async () => {})
    expect(await figure('longhouse_db_syncs_total')).toBe(before)
  })
})

describe('a disk that fails to sync', () => {
  test('fails those who wait, takes no further write, keeps showing what is safe', async () => {
    const wal = heldWal()
    const db = open({ openWal: wal.openWal })
    await makeTable(db)
    await add(db, 'safe')
    wal.hold()
    let effects = 0
    const lost = db.transact(async (tx) => {
      tx.afterCommit(() => void effects++)
      await tx.insertInto('t').values({ a: 'lost' }).execute()
    })
    await until(async () => (await figure('longhouse_db_commits_total')) === 3)
    wal.break(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }))
    await expect(lost).rejects.toMatchObject({ kind: 'unavailable', code: 'db-unsynced' })
    wal.free()
    await expect(add(db, 'later')).rejects.toMatchObject({ code: 'db-unsynced' })
    await expect(db.ping()).rejects.toMatchObject({ code: 'db-unsynced' })
    expect(await rows(db)).toEqual(['safe'])
    expect(effects).toBe(0)
    expect(log.some((line) => line.includes('failed to sync'))).toBe(true)
    await db.close()
    expect(await rows(open())).toContain('safe')
  })

  test('a log that somebody deleted is a failed sync', async () => {
    const db = open()
    await makeTable(db)
    rmSync(`${file}-wal`)
    await expect(add(db, 'into nothing')).rejects.toMatchObject({ code: 'db-unsynced' })
  })
})

describe('the write-ahead log', () => {
  test('is moved into the database while others write, and stays short', async () => {
    const db = open({ checkpointAtFrames: 50 })
    await makeTable(db)
    for (let round = 0; round < 12; round++)
      await Promise.all(Array.from({ length: 20 }, (_, n) => add(db, `${round}-${n}-${'x'.repeat(1500)}`)))
    const done = metrics.registry.getSingleMetric('longhouse_db_checkpoints_total')!
    await until(async () => (await done.get()).values.some((one) => one.value > 0))
    expect(await rows(db)).toHaveLength(240)
    const { values } = await done.get()
    expect(values.map((one) => one.labels.outcome)).toEqual(['done'])
    await db.close()
    const plain = new Database(file, { readonly: true })
    expect(plain.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(plain.pragma('application_id', { simple: true })).toBe(0x4c474853)
    plain.close()
  })

  test('a reader that stays delays the move and loses nothing', async () => {
    const db = open({ checkpointAtFrames: 10 })
    await makeTable(db)
    const other = new Database(file, { readonly: true })
    other.exec('begin; select * from t')
    other.prepare('select * from t').all()
    await Promise.all(Array.from({ length: 30 }, (_, n) => add(db, String(n))))
    const done = metrics.registry.getSingleMetric('longhouse_db_checkpoints_total')!
    await until(async () => (await done.get()).values.some((one) => one.labels.outcome === 'busy'))
    other.close()
    await until(async () => {
      await add(db, `after ${Math.random()}`)
      return (await done.get()).values.some((one) => one.labels.outcome === 'done')
    })
    expect((await rows(db)).length).toBeGreaterThan(30)
  })

  test('is measured without being moved', () => {
    const plain = new Database(join(folder, 'plain.db'))
    plain.pragma('journal_mode = wal')
    plain.exec('create table t (a)')
    expect(plain.pragma('wal_checkpoint(NOOP)')).toEqual([{ busy: 0, log: 2, checkpointed: 0 }])
    plain.close()
  })
})

describe('beside other processes', () => {
  test('a lock that is held too long is an error; the event loop goes on', async () => {
    const db = open({ waitSeconds: 0.1 })
    await makeTable(db)
    const other = new Database(file, { timeout: 0 })
    other.exec('begin immediate')
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    await expect(add(db, '1')).rejects.toMatchObject({ kind: 'unavailable', code: 'db-busy' })
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(5)
    expect(await rows(db)).toEqual([])
    other.exec('rollback')
    other.close()
    await add(db, '2')
    expect(await rows(db)).toEqual(['2'])
  })

  test('what they commit is seen', async () => {
    const db = open()
    await makeTable(db)
    const other = new Database(file)
    other.exec(`insert into t values ('theirs')`)
    expect(await rows(db)).toEqual(['theirs'])
    other.close()
  })
})

test('only this account of the system may read the files', async () => {
  await makeTable(open())
  for (const path of [file, `${file}-wal`]) expect(statSync(path).mode & 0o077).toBe(0)
})

test('slow queries are logged with their SQL and without their parameters', async () => {
  const db = open()
  await makeTable(db)
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
    select count(*) from n where ${'my secret'} <> ''`.execute(db.read as unknown as AnyTx)
  await until(() => log.some((line) => line.includes('slow query') && line.includes('with recursive')))
  expect(log.join('')).not.toContain('my secret')
})
