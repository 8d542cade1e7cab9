import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../errors.ts'
import type { PostgresPool } from './postgres-pool.ts'

/** A transaction as its server knows it. Another timeline has numbers of its own. */
export type TransactionMark = { xid: string; timeline: string }

/** SQL that tells the mark of the transaction at hand, as columns. */
export const markColumns = `pg_current_xact_id()::text as xid, ${timelineSql()} as timeline`

/**
 * Whether a transaction whose COMMIT was cut off has been committed, asked over another connection until the server answers,
 * for so many seconds.
 * Throws `Fault('unavailable', 'db-unsure')` when nobody can tell any more: told honestly instead of guessed.
 */
export async function wasCommitted(
  pool: PostgresPool,
  mark: TransactionMark,
  { seconds, cause }: { seconds: number; cause: unknown },
): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  for (let wait = 20; performance.now() < deadline; wait = Math.min(wait * 2, 500)) {
    const status = await ask(pool, mark).catch(() => 'in progress')
    if (status === 'committed' || status === 'aborted') return status === 'committed'
    if (status !== 'in progress') break
    await pause(wait)
  }
  throw new Fault(
    'unavailable',
    'db-unsure',
    'The connection to the database broke while this was being saved: it may be saved or not. Look before you do it again.',
    { retryAfterSeconds: 5, cause },
  )
}

async function ask(pool: PostgresPool, { xid, timeline }: TransactionMark): Promise<string | null> {
  const asked = `select pg_xact_status($1::text::xid8) as status, ${timelineSql()} as timeline`
  const { rows } = await pool.use((client) => client.query(asked, [xid]))
  const row = rows[0] as { status: string | null; timeline: string }
  return row.timeline === timeline ? row.status : null
}

function timelineSql() {
  return 'substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)'
}
