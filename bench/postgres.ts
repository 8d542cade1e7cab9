import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, type PoolClient } from 'pg'
import type { Db, NamedMigration } from '../src/platform/db/db.ts'
import { openDb } from '../src/platform/db/open-db.ts'
import { openMigrator } from '../src/platform/db/migrator.ts'
import { runScoped } from '../src/platform/db/scope.ts'
import { startPostgres } from '../test/bed/postgres.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'

type Tables = { things: { id: string; count: number; text: string } }

const things = 1000
const callers = 8
const crowd = 32
const seconds = 2
const rounds = 3

/**
 * What the engine costs over pg, on a server of its own with synced commits. The peer promises the same by hand: the space and the time
 * limit set for one transaction, reads that cannot write, serializable writes; it does not run again when two met. Beside it pg alone,
 * which promises nothing. The targets: a read is one message instead of three, so no slower; the engine's writes also ask for their
 * number and take a turn, which may cost a fifth.
 */
export const bench = {
  name: 'postgres',
  title: `The db engine over PostgreSQL against pg alone, ${callers} callers`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-'))
    await chmod(folder, 0o755)
    const server = await startPostgres(join(folder, 'postgres'), {
      settings: ['fsync = on', 'full_page_writes = on'],
    })
    const { url } = await server.createDatabase()
    const metrics = bareMetrics()
    const opened = await openDb(
      { engine: 'postgres', url, replicaUrls: [], poolSize: 20, ca: null, statementSeconds: 30 },
      { log: quietLog(), metrics },
    )
    const bare = new Pool({ connectionString: url, max: callers })
    try {
      const db = await fill(opened)
      const works = {
        read: () => read(db),
        readByHand: () => readByHand(bare),
        bareRead: () => bareRead(bare),
        write: () => write(db, someId()),
        writeByHand: () => writeByHand(bare),
        bareWrite: () => bareWrite(bare),
      }
      const seen = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]))
      for (let round = 0; round < rounds; round++)
        for (const [name, work] of Object.entries(works)) seen[name]!.push(await perSecond(callers, work))
      const rate = (name: keyof typeof works) => median(seen[name]!)
      const retried = async () => {
        const counter = await metrics.registry.getSingleMetric('longhouse_db_retries_total')?.get()
        return counter?.values.reduce((sum, one) => sum + one.value, 0) ?? 0
      }
      const before = await retried()
      const spread = await perSecond(crowd, () =>
        runScoped({ accountId: null, spaceId: 'hall' }, () => write(db, someId())),
      )
      const met = (await retried()) - before
      const hot = await perSecond(crowd, () =>
        runScoped({ accountId: null, spaceId: 'hall' }, () => write(db, '0')),
      )
      return {
        rows: [
          row('reads a second, of the same by hand', rate('read') / rate('readByHand'), 1),
          { what: 'of pg alone', value: (rate('read') / rate('bareRead')).toFixed(2) },
          row('transactions a second, of the same by hand', rate('write') / rate('writeByHand'), 0.8),
          { what: 'of pg alone, READ COMMITTED', value: (rate('write') / rate('bareWrite')).toFixed(2) },
          { what: `transactions a second, ${callers} callers`, value: rate('write').toFixed(0) },
          row(
            `changes of ${things} rows by ${crowd} callers of one space, of those`,
            spread / rate('write'),
            1,
          ),
          { what: 'of these ran again', value: `${met} of ${(spread * seconds).toFixed(0)}` },
          { what: `changes of one row by ${crowd} callers of one space, a second`, value: hot.toFixed(0) },
        ],
      }
    } finally {
      await bare.end()
      await opened.close()
      await server.stop('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function fill(opened: Db): Promise<Db<Tables>> {
  const up: NamedMigration['up'] = (db) =>
    db.schema
      .createTable('things')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .execute()
  await openMigrator(opened, [{ owner: 'bench', migrations: [{ name: '0001-things', up }] }]).up()
  const db = opened.tables<Tables>()
  const rows = Array.from({ length: things }, (_, n) => ({ id: String(n), count: 0, text: 'x'.repeat(100) }))
  await db.transact((tx) => tx.insertInto('things').values(rows).execute())
  return db
}

const someId = () => String(Math.floor(Math.random() * things))
const read = (db: Db<Tables>) => db.read.selectFrom('things').selectAll().where('id', '=', someId()).execute()
const bareRead = (pool: Pool) => pool.query('select * from things where id = $1', [someId()])
const write = (db: Db<Tables>, id: string) =>
  db.transact((tx) =>
    tx
      .updateTable('things')
      .set((e) => ({ count: e('count', '+', 1) }))
      .where('id', '=', id)
      .execute(),
  )
const readByHand = (pool: Pool) =>
  within(pool, `begin read only; ${settings}`, (client) =>
    client.query('select * from things where id = $1', [someId()]),
  )
/** One that met another gives way; by hand it is not tried again. */
const writeByHand = (pool: Pool) =>
  within(pool, `begin isolation level serializable; ${settings}`, (client) =>
    client.query('update things set count = count + 1 where id = $1', [someId()]),
  )
const settings = `select set_config('longhouse.space', '*', true), set_config('statement_timeout', '30000', true)`
async function within(pool: Pool, begin: string, work: (client: PoolClient) => Promise<unknown>) {
  const client = await pool.connect()
  try {
    await client.query(begin)
    await work(client)
    await client.query('commit')
  } catch {
    await client.query('rollback')
  } finally {
    client.release()
  }
}
async function bareWrite(pool: Pool): Promise<void> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('update things set count = count + 1 where id = $1', [someId()])
  await client.query('commit')
  client.release()
}

/** How often `work` is done, by so many at once. */
async function perSecond(many: number, work: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1000
  let count = 0
  await Promise.all(
    Array.from({ length: many }, async () => {
      for (; performance.now() < end; count++) await work()
    }),
  )
  return count / seconds
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const row = (what: string, ratio: number, least: number) => ({
  what,
  value: ratio.toFixed(2),
  target: `at least ${least}`,
  ok: ratio >= least,
})
