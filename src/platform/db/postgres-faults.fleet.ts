import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../test/bed/own-postgres.ts'
import { type Relay, startRelay } from '../../../test/bed/relay.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import type { AnyTx, Db, Tx } from './db.ts'
import { openMigrator } from './migrator.ts'
import { openPostgresDb } from './postgres-db.ts'
import { notes, type NoteTables } from './postgres-notes.fixture.ts'

let server: OwnPostgres
let relay: Relay
let name: string
let db: Db<NoteTables>

beforeAll(async () => {
  server = await startOwnPostgres()
})
afterAll(() => server?.close())
beforeEach(async () => {
  ;({ name } = await server.createDatabase())
  relay = await startRelay(server.port)
  db = (await open()).tables<NoteTables>()
  await openMigrator(db as Db, [notes]).up()
})
afterEach(async () => {
  await db.close()
  await relay.stop()
})

const open = (
  options: { waitSeconds?: number; statementSeconds?: number; poolSize?: number } = {},
  tools = { log: quietLog(), metrics: bareMetrics() },
  port = relay.port,
) => {
  const url = server.urlOf(name).replace(`:${server.port}/`, `:${port}/`)
  const { poolSize = 4, statementSeconds = 10, waitSeconds = 5 } = options
  const config = { engine: 'postgres' as const, url, replicaUrls: [], poolSize, ca: null, statementSeconds }
  return openPostgresDb(config, tools, { waitSeconds, outcomeSeconds: 1, silentSeconds: 2 })
}
const add = (id: string, effect = () => {}) =>
  db.transact(async (tx) => {
    tx.afterCommit(effect)
    await tx.insertInto('notes').values({ id }).execute()
  })
const ids = async () =>
  (await db.read.selectFrom('notes').select('id').orderBy('id').execute()).map((row) => row.id)

test('a commit whose answer is lost is found to have taken place', async () => {
  relay.breakAt('commit', 'unanswered')
  let effects = 0
  await add('1', () => void effects++)
  expect([await ids(), effects]).toEqual([['1'], 1])
})

test('a commit that the server never heard of is done again, once', async () => {
  relay.breakAt('commit', 'unheard')
  let effects = 0
  await add('1', () => void effects++)
  expect([await ids(), effects]).toEqual([['1'], 1])
})

test('a commit of which nobody can tell is told as that, and nothing is done twice', async () => {
  relay.breakAt('commit', 'unanswered', 'last')
  let effects = 0
  await expect(add('1', () => void effects++)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'db-unsure',
  })
  relay.open()
  expect([await ids(), effects]).toEqual([['1'], 0])
})

test('a connection that breaks before the commit costs nothing: the work is done once', async () => {
  relay.breakAt('insert', 'unheard')
  await add('1')
  expect(await ids()).toEqual(['1'])
  relay.breakAt('select', 'unanswered')
  expect(await ids()).toEqual(['1'])
})

test('a server that is killed under load and started again is found again, with everything that was answered', async () => {
  const answered: string[] = []
  const going = { on: true }
  const refused = new Set<number>()
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; going.on; n++) {
      const id = `${writer}-${n}`
      await add(id).then(
        () => void answered.push(id),
        (error: { kind: string }) => {
          expect(error.kind).toBe('unavailable')
          refused.add(writer)
        },
      )
    }
  })
  try {
    await until(() => answered.length > 20)
    await server.stop('SIGKILL')
    await until(() => refused.size === writers.length)
    await expect(db.ping()).rejects.toMatchObject({ code: 'db-away' })
    // Backends that the crash left behind hold its memory for a moment.
    await until(() =>
      server.start().then(
        () => true,
        () => false,
      ),
    )
    const before = answered.length
    await until(() => answered.length > before + 20)
  } finally {
    going.on = false
    await Promise.all(writers)
  }
  await db.ping()
  const kept = new Set(await ids())
  expect(answered.filter((id) => !kept.has(id))).toEqual([])
})

test('a network that drops everything is noticed, and left behind once it is whole', async () => {
  await db.close()
  db = (await open({ waitSeconds: 1 })).tables<NoteTables>()
  await add('1')
  relay.swallow()
  // Far longer than the server is given to answer anything.
  await expect(ids()).rejects.toMatchObject({ kind: 'unavailable', code: 'db-away' })
  await expect(add('2')).rejects.toMatchObject({ kind: 'unavailable' })
  // Nobody waits any more for what does not come, nor does whoever asks whether this process is ready.
  await expect(Promise.all(Array.from({ length: 50 }, () => ids()))).rejects.toMatchObject({
    code: 'db-away',
  })
  await expect(db.ping()).rejects.toMatchObject({ code: 'db-away' })
  relay.open()
  await until(() =>
    add('3').then(
      () => true,
      () => false,
    ),
  )
  expect(await ids()).toEqual(['1', '3'])
})

test('what a process has locked that the network took away is free within seconds', async () => {
  await add('1')
  const touch = (tx: Tx<NoteTables>, id: string) => tx.updateTable('notes').set({ id }).execute()
  const locked = Promise.withResolvers<void>()
  const whole = (await open({}, undefined, server.port)).tables<NoteTables>()
  const lost = db.transact(async (tx) => {
    await touch(tx, 'of the lost one')
    relay.swallow()
    locked.resolve()
    await touch(tx, 'of the lost one')
  })
  try {
    await locked.promise
    await until(() =>
      whole
        .transact((tx) => touch(tx, 'of another one'))
        .then(
          () => true,
          () => false,
        ),
    )
    await expect(lost).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await whole.read.selectFrom('notes').selectAll().execute()).toEqual([{ id: 'of another one' }])
  } finally {
    await whole.close()
  }
})

test('the server is told how soon a silent client is a dead one', async () => {
  const { rows } = await sql<{ name: string; setting: string }>`select name, setting from pg_settings
    where name in ('tcp_keepalives_idle', 'tcp_user_timeout', 'client_connection_check_interval')
    order by name`.execute(db.read as unknown as AnyTx)
  expect(rows.map((row) => row.setting)).toEqual(['1000', '2', '4000'])
})

test('a lock that is held too long, and a statement that takes too long, are told as busy', async () => {
  const hasty = (await open({ waitSeconds: 2, statementSeconds: 2 })).tables<NoteTables>()
  await add('1')
  try {
    await db.transact(async (tx) => {
      await tx.updateTable('notes').set({ id: '2' }).execute()
      const beside = hasty.transact((other) => other.updateTable('notes').set({ id: '3' }).execute())
      await expect(beside).rejects.toMatchObject({ kind: 'unavailable', code: 'db-busy' })
    })
    const slow = sql`select pg_sleep(30)`.execute(hasty.read as unknown as AnyTx)
    await expect(slow).rejects.toMatchObject({ code: 'db-busy' })
    expect(await ids()).toEqual(['2'])
  } finally {
    await hasty.close()
  }
})

test('two that wait for each other both get through', async () => {
  await add('1')
  await add('2')
  const gate = Promise.withResolvers<void>()
  let inside = 0
  const both = ['1', '2'].map((id) =>
    db.transact(async (tx) => {
      const touch = (which: string) =>
        tx
          .updateTable('notes')
          .set((e) => ({ id: e.ref('id') }))
          .where('id', '=', which)
          .execute()
      await touch(id)
      if (++inside === 2) gate.resolve()
      await gate.promise
      await touch(id === '1' ? '2' : '1')
    }),
  )
  await Promise.all(both)
  expect(inside).toBeGreaterThanOrEqual(3)
})

test('callers that find no connection are told that the database is busy, it is logged, and reads go on', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const metrics = bareMetrics()
  const small = (await open({ poolSize: 2, waitSeconds: 1 }, { log, metrics })).tables<NoteTables>()
  // A connection takes its time as well on a busy machine; here callers wait for one that is in use.
  await small.read.selectFrom('notes').selectAll().execute()
  const waiting = async () => {
    const { values } = await metrics.registry.getSingleMetric('longhouse_db_connections')!.get()
    return values.find((one) => one.labels.state === 'waiting' && one.value > 0)?.labels.server
  }
  const gate = Promise.withResolvers<void>()
  const holding = small.transact(() => gate.promise)
  try {
    await until(async () => {
      const late = small.transact(async () => {})
      expect(await small.read.selectFrom('notes').selectAll().execute()).toEqual([])
      const server = await waiting()
      await expect(late).rejects.toMatchObject({ kind: 'unavailable', code: 'db-busy' })
      return server === 'primary, transactions'
    })
    expect(lines.join('')).toContain('raise DATABASE_POOL_SIZE')
  } finally {
    gate.resolve()
    await holding
    await small.close()
  }
})

test('a value that is no parameter on SQLite is none here', async () => {
  const flag = db.transact((tx) =>
    tx
      .insertInto('notes')
      .values({ id: true as unknown as string })
      .execute(),
  )
  await expect(flag).rejects.toThrow(TypeError)
  const zero = add('a\u0000b')
  await expect(zero).rejects.toMatchObject({ kind: 'invalid', code: 'refused-by-db' })
})
