import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import Cursor from 'pg-cursor'
import { lookingDriver } from './looking-driver.ts'
import { isGone, postgresFault } from './postgres-errors.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { type Answer, askScoped, resultOf, settersOf, type Settings } from './postgres-query.ts'
import { postgresParameters, postgresTypes } from './postgres-values.ts'

export type ReadingParts = {
  /** Asks the server that is to answer; throws what pg throws. */
  ask(query: CompiledQuery): Promise<Answer>
  /** Streams take their time, and what reads beside them must not wait for them. */
  streams: PostgresPool
  settings(): Settings
}

/** Kysely's driver over pools of PostgreSQL connections, for those who look. */
export function readingDriver({ ask, streams, settings }: ReadingParts): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      try {
        return resultOf<R>(await ask(query))
      } catch (error) {
        throw postgresFault(error)
      }
    },
    streamQuery: (query, chunkSize) => streamRows(streams, query, chunkSize, settings()),
  }
  return lookingDriver(connection)
}

/** Asks once more when the connection turns out to be dead: an idle one does not notice that its server has gone. */
export async function askPool(pool: PostgresPool, query: CompiledQuery, settings: Settings): Promise<Answer> {
  const once = () =>
    pool.use((client) =>
      askScoped(client, { text: query.sql, values: postgresParameters(query.parameters), settings }),
    )
  try {
    return await once()
  } catch (error) {
    if (isGone(error)) return once()
    throw error
  }
}

async function* streamRows<R>(
  pool: PostgresPool,
  { sql, parameters }: CompiledQuery,
  chunkSize: number | undefined,
  settings: Settings,
): AsyncIterableIterator<QueryResult<R>> {
  const { client, giveBack } = await pool.take()
  let done = false
  try {
    await client.query(`begin read only; select ${settersOf(settings)}`)
    const cursor = client.query(new Cursor(sql, postgresParameters(parameters), { types: postgresTypes }))
    for (;;) {
      const rows = (await cursor.read(chunkSize ?? 100)) as R[]
      if (rows.length === 0) break
      yield { rows }
    }
    await cursor.close()
    await client.query('commit')
    done = true
  } catch (error) {
    throw postgresFault(error)
  } finally {
    // One that is left half way is ended with its connection: rows that were asked for may still be on their way.
    giveBack(!done)
  }
}
