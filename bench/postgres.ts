import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
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
const seconds = 3
const rounds = 3

/** What scopes, time limits, serializable transactions and retries cost over pg alone, on a server of its own with synced commits. */
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
      const ratios = { reads: [] as number[], writes: [] as number[] }
      for (let round = 0; round < rounds; round++) {
        ratios.reads.push(
          (await perSecond(callers, () => read(db))) / (await perSecond(callers, () => bareRead(bare))),
        )
        ratios.writes.push(
          (await perSecond(callers, () => write(db, someId()))) /
            (await perSecond(callers, () => bareWrite(bare))),
        )
      }
      const hot = await perSecond(crowd, () =>
        runScoped({ accountId: null, spaceId: 'hall' }, () => write(db, '0')),
      )
      const retries = await metrics.registry.getSingleMetric('longhouse_db_retries_total')?.get()
      const again = retries?.values.reduce((sum, one) => sum + one.value, 0) ?? 0
      return {
        rows: [
          row('reads a second, of those of pg alone', median(ratios.reads), 0.3),
          row('transactions a second, of those of pg alone', median(ratios.writes), 0.3),
          { what: `changes of one row by ${crowd} callers of one space, a second`, value: hot.toFixed(0) },
          { what: 'transactions that ran again in all of this', value: String(again) },
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
