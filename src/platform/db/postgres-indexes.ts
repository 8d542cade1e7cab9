import {
  type CompiledQuery,
  CreateIndexNode,
  type DatabaseConnection,
  type Driver,
  DropIndexNode,
  type QueryResult,
} from 'kysely'
import { escapeIdentifier, type PoolClient } from 'pg'
import { postgresFault } from './postgres-errors.ts'
import type { PostgresPool } from './postgres-pool.ts'

/**
 * Kysely's driver for indexes of tables that are in use: made and dropped CONCURRENTLY, outside of any transaction. One that broke
 * off leaves an index that is there but not used; it is dropped and made again. The migrators' lock is held by somebody else.
 */
export function indexDriver(pool: PostgresPool): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      try {
        await pool.use((client) => change(client, query))
      } catch (error) {
        throw postgresFault(error)
      }
      return { rows: [] }
    },
    streamQuery() {
      throw new Error(refusal)
    },
  }
  return {
    init: nothing,
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: nothing,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: nothing,
  }
}

const refusal = 'Beside the transaction indexes are made and dropped, nothing else'
const nothing = () => Promise.resolve()
const refuse = () => Promise.reject(new Error(refusal))

async function change(client: PoolClient, { query, sql }: CompiledQuery): Promise<void> {
  if (DropIndexNode.is(query)) return drop(client, nameOf(query))
  if (!CreateIndexNode.is(query)) throw new Error(refusal)
  const name = nameOf(query)
  const state = await stateOf(client, name)
  if (state === 'good') return
  if (state === 'broken off') await drop(client, name)
  try {
    await patient(client, sql.replace(/^create (unique )?index /, 'create $1index concurrently '))
  } catch (error) {
    // What could not be made for its own reasons, such as two rows with one key, would only cost whoever writes.
    await drop(client, name).catch(() => {})
    throw error
  }
}

const nameOf = ({ name }: CreateIndexNode | DropIndexNode): string =>
  'identifier' in name ? name.identifier.name : name.name

async function stateOf(client: PoolClient, name: string): Promise<'none' | 'broken off' | 'good'> {
  const { rows } = await client.query(
    `select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relname = $1 and pg_table_is_visible(c.oid)`,
    [name],
  )
  const [index] = rows as { valid: 0 | 1 }[]
  if (!index) return 'none'
  return index.valid === 1 ? 'good' : 'broken off'
}

const drop = (client: PoolClient, name: string) =>
  patient(client, `drop index concurrently if exists ${escapeIdentifier(name)}`)

/** As long as it takes: pg would give an answer up after the time that a statement of a person may take. */
async function patient(client: PoolClient, text: string): Promise<void> {
  await client.query({ text, query_timeout: 2 ** 31 - 1 } as { text: string })
}
