import { Client } from 'pg'
import type { PostgresConfig } from '../config/config.ts'
import { postgresAddress } from '../db/postgres-address.ts'
import { Fault } from '../errors.ts'

/** One connection to the server, and how people are told where it is. */
export type PostgresClient = { client: Client; words: string }

/** Every value as the server writes it: what it means is known from its column. */
const asText = { getTypeParser: () => (text: string) => text }

/** Throws `Fault('unavailable', 'db-unreachable')` that says what is wrong, without the password. */
export async function connectPostgres({
  url,
  ca,
}: Pick<PostgresConfig, 'url' | 'ca'>): Promise<PostgresClient> {
  const { hostname, port, pathname } = new URL(url)
  const words = `PostgreSQL, ${decodeURIComponent(pathname.slice(1)) || 'postgres'} at ${hostname || 'localhost'}:${port || 5432}`
  const client = new Client({
    ...postgresAddress(url, ca),
    application_name: moverName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: asText,
  })
  // Its queries fail by themselves when the connection breaks; without a listener the process would.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Fault('unavailable', 'db-unreachable', `${words} cannot be reached: ${message || code}.`)
  }
  return { client, words }
}

/** What the server calls the connections of a move. */
export const moverName = 'longhouse db copy'

/**
 * Runs `work` in a transaction that sees the whole house (row-level security shows it the rows of every space) and may take as
 * long as it takes.
 */
export async function inTransaction<R>(
  client: Client,
  work: () => Promise<R>,
  begin: 'begin' | 'begin isolation level repeatable read' = 'begin',
): Promise<R> {
  await client.query(begin)
  try {
    await client.query(wholeHouse)
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

export const wholeHouse = `select set_config('longhouse.space', '*', true), set_config('statement_timeout', '0', true),
  set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '0', true)`
