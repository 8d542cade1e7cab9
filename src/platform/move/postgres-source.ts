import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { PostgresConfig } from '../config/config.ts'
import { Fault } from '../errors.ts'
import { connectPostgres, moverName, wholeHouse } from './postgres-client.ts'
import { postgresRows } from './postgres-rows.ts'
import { quoted } from './quoted.ts'
import type { Source } from './source.ts'

type Options = {
  /** How long to watch a database that others are connected to: two beats of a worker's lease. */
  watchSeconds?: number
}

/** A house on PostgreSQL. Looks at it beside a house that runs, until `hold`. */
export async function openPostgresSource(
  config: Pick<PostgresConfig, 'url' | 'ca'>,
  { watchSeconds = 12 }: Options = {},
): Promise<Source> {
  const connected = await connectPostgres(config)
  const { client, words } = connected
  let held = false
  const rows = postgresRows(connected, () => held)
  return {
    ...rows,
    // PostgreSQL lets no row point nowhere.
    danglers: async () => [],
    async hold() {
      await refuseHouse(client, words, watchSeconds)
      const tables = (await rows.tables()).map(({ name }) => quoted(name))
      // The locks come before the first look: what is seen then is seen until the end, and nobody writes meanwhile.
      await client.query('begin isolation level repeatable read')
      held = true
      try {
        await client.query(`lock table ${tables.join(', ')} in share mode nowait`)
      } catch (error) {
        if ((error as { code?: string }).code !== '55P03') throw error
        throw inUse(words, 'somebody is writing to it at this moment')
      }
      await client.query(wholeHouse)
    },
  }
}

/** A house shows by its name among the connections; others, a pooler's or an admin's, by what is written while they are watched. */
async function refuseHouse(client: Client, words: string, watchSeconds: number): Promise<void> {
  const isHouse = ({ name }: Connection) => name.startsWith(houseName)
  let others = await connections(client)
  // Of a house that has just ended the server may know a moment longer.
  for (let tries = 0; tries < 10 && others.some(isHouse); tries++) {
    await pause(300)
    others = await connections(client)
  }
  if (others.length === 0) return
  const houses = others.filter(isHouse)
  if (houses.length > 0)
    throw inUse(
      words,
      `${houses.length} of its connections are open (from ${houses.map((h) => h.address).join(', ')})`,
    )
  const before = await writes(client)
  await pause(watchSeconds * 1000)
  if ((await writes(client)) !== before)
    throw inUse(
      words,
      `${others.map(({ name, address }) => `${name || 'a client'} from ${address}`).join(', ')} wrote to it within ${watchSeconds} s`,
    )
}

/** As a house calls its connections: `longhouse`, `longhouse lease` (db/postgres-*). */
const houseName = 'longhouse'
type Connection = { name: string; address: string }

async function connections(client: Client): Promise<Connection[]> {
  const { rows } = await client.query<Connection>(
    `select coalesce(application_name, '') as name, coalesce(host(client_addr), 'this machine') as address
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
       and application_name <> $1
     order by 1, 2`,
    [moverName],
  )
  return rows
}

/** Rows that were written since the server counts, by anybody. */
async function writes(client: Client): Promise<string> {
  const { rows } = await client.query<{ n: string }>(
    'select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as n from pg_stat_user_tables',
  )
  return rows[0]!.n
}

const inUse = (words: string, sign: string) =>
  new Fault(
    'conflict',
    'source-in-use',
    `A house is running on ${words}: ${sign}. Stop it first: what it writes during the move would be lost. Nothing was changed. (Idle connections that pgbouncer keeps open go with \`RECONNECT\` in its console.)`,
  )
