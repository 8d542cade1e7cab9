import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CompiledQuery, type Kysely, PostgresQueryCompiler, type RootOperationNode } from 'kysely'
import { Client } from 'pg'
import type { Db, MigrationSet, Reader } from '../../src/platform/db/db.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { startPostgres } from '../../test/bed/postgres.ts'
import { bareMetrics, quietLog } from '../../test/harness/quiet.ts'

/** How many rows the tables of a bench get: `BENCH_ROWS`, for a shorter look. */
export const rows = Number(process.env.BENCH_ROWS ?? 1_000_000)
/** Most milliseconds that the server may need for a list: p95. */
const limit = 5
const asks = 200

/** A PostgreSQL of its own, migrated, and filled by the superuser. Its files are not synced: only reads are measured. */
export async function openPostgresRows(
  sets: readonly MigrationSet[],
  fill: (admin: Client) => Promise<unknown>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-'))
  await chmod(folder, 0o755)
  const postgres = await startPostgres(join(folder, 'postgres'), {
    settings: ['shared_buffers = 1GB', 'max_wal_size = 8GB', 'checkpoint_timeout = 1h', 'jit = off'],
  })
  const { name, url } = await postgres.createDatabase()
  const db: Db = await openDb(
    { engine: 'postgres', url, replicaUrls: [], poolSize: 4, ca: null, statementSeconds: 60 },
    { log: quietLog(), metrics: bareMetrics() },
  )
  await openMigrator(db, sets).up()
  const admin = new Client(postgres.adminUrl.replace(/postgres$/, name))
  await admin.connect()
  await admin.query('set session_replication_role = replica')
  await fill(admin)
  await admin.query('vacuum analyze')
  const house = new Client(url)
  await house.connect()
  return {
    db,
    admin,
    /** Signed in as the house. */
    house,
    async close() {
      await admin.end()
      await house.end()
      await db.close()
      await postgres.stop('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * p95 of what the server needs for the queries of one list, planning and running together, on behalf of a space; beside it the median. The
 * queries are those that `ask` really asks, with their values.
 */
export async function timed<T>(
  { house, db }: { house: Client; db: Db<T> },
  what: string,
  spaceId: string,
  ask: (read: Reader<T>) => Promise<unknown>,
) {
  const queries: CompiledQuery[] = []
  const recorded = (db.read as Kysely<T>).withPlugin({
    transformQuery({ node }) {
      queries.push(new PostgresQueryCompiler().compileQuery(node as RootOperationNode))
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await ask(recorded as Reader<T>)
  await house.query(`select set_config('longhouse.space', $1, false)`, [spaceId])
  const times: number[] = []
  for (let n = 0; n < asks; n += 1) {
    let sum = 0
    for (const { sql, parameters } of queries) sum += await millisecondsOf(house, sql, parameters)
    times.push(sum)
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (asks - 1))]!
  return {
    what: `p95 of ${what}`,
    value: `${at(0.95).toFixed(1)} ms (median ${at(0.5).toFixed(1)})`,
    target: `≤ ${limit} ms`,
    ok: at(0.95) <= limit,
  }
}

async function millisecondsOf(house: Client, sql: string, parameters: readonly unknown[]): Promise<number> {
  const { rows: told } = await house.query<{ 'QUERY PLAN': [Record<string, number>] }>(
    `explain (analyze, timing off, format json) ${sql}`,
    [...parameters],
  )
  const [plan] = told[0]!['QUERY PLAN']
  return plan['Planning Time']! + plan['Execution Time']!
}

/** SQL of the id of the nth object and of the time it was made: one in ten minutes since 2007. */
export const madeId = (n: string) =>
  `regexp_replace(lpad(to_hex(1167609600000 + (${n})::bigint * 600000), 12, '0'), '(.{8})(.{4})', '\\1-\\2') || '-7000-8000-' || lpad((${n})::text, 12, '0')`
export const madeAt = (n: string) =>
  `to_char(timestamp '2007-01-01' + (${n}) * interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
export const madeTime = (n: number) => new Date(Date.UTC(2007, 0, 1) + n * 600_000).toISOString()
