import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { PoolClient } from 'pg'
import type { Lsn } from './fences.ts'
import { away, postgresFault, spoils } from './postgres-errors.ts'
import { lsnOf } from './postgres-lsn.ts'
import { markColumns, type TransactionMark, wasCommitted } from './postgres-outcome.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { type Answer, resultOf, settersOf, type Settings } from './postgres-query.ts'
import { postgresParameters } from './postgres-values.ts'

const nothing = () => Promise.resolve()

export type WritingParts = {
  pool: PostgresPool
  isolation: 'serializable' | 'read committed'
  settings(): Settings
  /** Beside others, or when none of them is in a transaction; those who reshape have a lock of their own. */
  company?: () => 'others' | 'none' | null
  /** Whether replicas ask how far a commit has come. */
  fenced: boolean
  /** After a commit that wrote, before it is told; `lsn` when `fenced`. Never throws. */
  committed(lsn: Lsn | null): Promise<void>
  /** How long a server that went away during a commit is asked what came of it. */
  outcomeSeconds: number
  /** Waits until this one alone reshapes; for migrations. */
  alone?: (client: PoolClient) => Promise<void>
}

/** Kysely's driver over a pool of PostgreSQL connections, for those who write: a transaction has a connection of its own. */
export function writingDriver(parts: WritingParts): Driver {
  const { pool, isolation, settings } = parts
  return {
    init: nothing,
    async acquireConnection() {
      return writingConnection(await pool.take())
    },
    async beginTransaction(connection) {
      const one = connection as WritingConnection
      const asked = settings()
      const begin = [
        `begin isolation level ${isolation}`,
        ...companyOf(parts.company?.() ?? null, asked),
        `select ${markColumns}, ${settersOf(asked)}`,
      ]
      try {
        const told = (await one.direct(begin.join('; '))) as unknown as { rows: unknown[] }[]
        one.mark = told.at(-1)!.rows[0] as TransactionMark
        if (parts.alone) await one.whole((client) => parts.alone!(client))
      } catch (error) {
        throw postgresFault(error)
      }
    },
    async commitTransaction(connection) {
      const one = connection as WritingConnection
      if (one.failure) throw postgresFault(one.failure)
      one.committed = await commit(one, parts)
    },
    async rollbackTransaction(connection) {
      await (connection as WritingConnection).rollBack()
    },
    async releaseConnection(connection) {
      const one = connection as WritingConnection
      one.release()
      if (one.wrote && one.committed) await parts.committed(one.committed.lsn)
    },
    destroy: nothing,
  }
}

/**
 * Whoever wants to be alone waits for all others and holds up those who come later. A lock on a table, because no other can be taken
 * before a transaction looks for the first time: what it looks at afterwards would be old already.
 */
function companyOf(company: 'others' | 'none' | null, { lock_timeout }: Settings): string[] {
  if (company === null) return []
  const mode = company === 'none' ? 'exclusive' : 'row share'
  return [`set local lock_timeout = ${lock_timeout}`, `lock table schema_migrations in ${mode} mode`]
}

async function commit(one: WritingConnection, parts: WritingParts): Promise<{ lsn: Lsn | null }> {
  const { pool, outcomeSeconds: seconds } = parts
  const fenced = parts.fenced && one.wrote
  const text = fenced ? 'commit; select pg_current_wal_flush_lsn()::text as lsn' : 'commit'
  try {
    const answers = [await one.direct(text)].flat() as unknown as Answer[]
    // The server's way to say that a transaction in which something failed was rolled back instead.
    if (answers[0]!.command !== 'COMMIT') throw new Error('The transaction was rolled back by the server')
    const told = answers[1]?.rows[0] as { lsn: string } | undefined
    return { lsn: told ? lsnOf(told.lsn) : null }
  } catch (error) {
    if (!spoils(error) || !one.mark) throw postgresFault(error)
    if (!(await wasCommitted(pool, one.mark, { seconds, cause: error }))) throw away(error)
    // Where the log is now is at least as far as the commit.
    return { lsn: fenced ? await whereNow(pool) : null }
  }
}

const whereNow = (pool: PostgresPool): Promise<Lsn | null> =>
  pool
    .use((client) => client.query('select pg_current_wal_flush_lsn()::text as lsn'))
    .then(({ rows }) => lsnOf((rows[0] as { lsn: string }).lsn))
    .catch(() => null)

type WritingConnection = DatabaseConnection & {
  wrote: boolean
  failure: unknown
  mark: TransactionMark | null
  committed: { lsn: Lsn | null } | null
  /** Statements of the driver itself. */
  direct(text: string): Promise<Answer>
  whole<R>(work: (client: PoolClient) => Promise<R>): Promise<R>
  rollBack(): Promise<void>
  release(): void
}

/** Lives as long as one transaction: whoever keeps its `tx` afterwards cannot reach into the next one. */
function writingConnection({
  client,
  giveBack,
}: Awaited<ReturnType<PostgresPool['take']>>): WritingConnection {
  let released = false
  let broken = false
  const guarded = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work()
    } catch (error) {
      broken ||= spoils(error)
      throw error
    }
  }
  const connection: WritingConnection = {
    wrote: false,
    failure: null,
    mark: null,
    committed: null,
    direct: (text) => guarded(() => client.query(text)),
    whole: (work) => guarded(() => work(client)),
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      if (released) throw new Error('This transaction has ended: await every query inside transact')
      if (connection.failure)
        throw new Error('A statement of this transaction has failed, nothing more can be done in it', {
          cause: connection.failure,
        })
      try {
        const values = postgresParameters(parameters)
        const answer: Answer = await guarded(() => client.query(sql, values))
        connection.wrote ||= answer.command !== 'SELECT' || /^\s*with\b/i.test(sql)
        return resultOf<R>(answer)
      } catch (error) {
        connection.failure = error
        throw postgresFault(error)
      }
    },
    streamQuery() {
      throw new Error('Streams read: use db.read')
    },
    async rollBack() {
      if (broken) return
      // What went wrong before is what is told; a connection that cannot even go back is given up.
      await guarded(() => client.query('rollback')).catch(() => {
        broken = true
      })
    },
    release() {
      released = true
      giveBack(broken)
    },
  }
  return connection
}
