import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startPgbouncer } from '../../../test/bed/pgbouncer.ts'
import { openPostgresCopies } from '../../../test/bed/postgres-copies.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import type { PostgresConfig } from '../config/config.ts'
import type { AnyTx } from './db.ts'
import { dbSuite } from './db.suite.ts'
import { openPostgresDb } from './postgres-db.ts'
import { runScoped } from './scope.ts'

let folder: string
let bouncer: Awaited<ReturnType<typeof startPgbouncer>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-bouncer-'))
  const port = Number(new URL(inject('bed').postgres.adminUrl).port)
  bouncer = await startPgbouncer(folder, { port, connections: 3 })
})
afterAll(async () => {
  await bouncer.stop()
  await rm(folder, { recursive: true, force: true })
})

const openBehind = async () => {
  const { name, drop } = await openPostgresCopies(inject('bed').postgres).make('empty', async () => {})
  const config: PostgresConfig = {
    engine: 'postgres',
    url: `postgres://longhouse@127.0.0.1:${bouncer.port}/${name}`,
    replicaUrls: [],
    poolSize: 10,
    ca: null,
    statementSeconds: 30,
  }
  const again = () => openPostgresDb(config, { log: quietLog(), metrics: bareMetrics() })
  const db = await again()
  return {
    db,
    again,
    url: config.url,
    async close() {
      await db.close()
      await drop()
    },
  }
}

// Ten connections to pgbouncer share three to PostgreSQL.
dbSuite('postgres behind pgbouncer', openBehind)

test('nothing of one caller is left in a connection for the next', async () => {
  const { db, url, close } = await openBehind()
  const told = (on: unknown) =>
    sql<{ space: string; timeout: string; readonly: string }>`select ${sql.raw(settings)}`
      .execute(on as AnyTx)
      .then(({ rows }) => rows[0]!)
  const settings = `current_setting('longhouse.space', true) as space,
    current_setting('statement_timeout') as timeout, current_setting('transaction_read_only') as readonly`
  const stranger = new Client(url)
  await stranger.connect()
  try {
    const scope = { accountId: 'me', spaceId: `o'hall` }
    const inside = await runScoped(scope, async () => [await told(db.read), await db.transact(told)])
    expect(inside).toEqual([
      { space: `o'hall`, timeout: '30s', readonly: 'on' },
      { space: `o'hall`, timeout: '30s', readonly: 'off' },
    ])
    expect(await told(db.read)).toMatchObject({ space: '*' })
    for (let n = 0; n < 9; n++) {
      const [bare] = (await stranger.query(`select ${settings}`)).rows
      expect(bare).toEqual({ space: expect.toBeOneOf(['', null]), timeout: '0', readonly: 'off' })
    }
  } finally {
    await stranger.end()
    await close()
  }
})
