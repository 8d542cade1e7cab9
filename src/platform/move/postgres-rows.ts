import type { Client } from 'pg'
import Cursor from 'pg-cursor'
import { nextBatch } from './batches.ts'
import { inTransaction, type PostgresClient, wholeHouse } from './postgres-client.ts'
import { dictionaryColumns, postgresTables } from './postgres-tables.ts'
import { quoted } from './quoted.ts'
import type { Column, Counter, HouseRows, Row, Table, Value } from './rows.ts'

/** What both sides of a move do on PostgreSQL. `held` tells whether a transaction is open already. */
export function postgresRows({ client, words }: PostgresClient, held: () => boolean): HouseRows {
  const look = <R>(work: () => Promise<R>) => (held() ? work() : inTransaction(client, work))
  return {
    words,
    tables: () => look(() => postgresTables(client)),
    count: ({ name }) =>
      look(async () => {
        const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${quoted(name)}`)
        return Number(rows[0]!.n)
      }),
    async *walk(table, key, after) {
      const own = !held()
      if (own) await client.query('begin')
      let cursor: Cursor<string[]> | null = null
      let broken = true
      try {
        if (own) await client.query(wholeHouse)
        cursor = client.query(new Cursor<string[]>(...(await walkQuery(client, table, key, after)), asRows))
        for (let batch: Row[] | null = null; batch?.length !== 0;) {
          batch = (await cursor.read(nextBatch(batch))).map((texts) => rowOf(table, texts))
          // Whoever stops here leaves a connection that is well.
          broken = false
          if (batch.length > 0) yield batch
          broken = true
        }
        broken = false
      } finally {
        // On a connection that is gone a cursor would wait for ever to be told that it is closed.
        if (!broken) await cursor?.close()
        if (own) await client.query(broken ? 'rollback' : 'commit').catch(() => {})
      }
    },
    counters: () => look(() => counters(client)),
    close: () => client.end(),
  }
}

const asRows = { rowMode: 'array' } as const

async function walkQuery(
  client: Client,
  table: Table,
  key: readonly string[],
  after: Row | null,
): Promise<[string, unknown[]]> {
  const dictionary = await dictionaryColumns(client)
  const byBytes = (name: string) =>
    dictionary.has(`${table.name}.${name}`) ? `${quoted(name)} collate "C"` : quoted(name)
  const names = key.map(byBytes).join(', ')
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ')
  const from = after ? `where (${names}) > (${key.map((_, n) => `$${n + 1}`).join(', ')})` : ''
  return [
    `select ${columns} from ${quoted(table.name)} ${from} order by ${names}`,
    (after ?? []).map((value) => (typeof value === 'bigint' ? String(value) : value)),
  ]
}

const rowOf = (table: Table, texts: readonly (string | null)[]): Row =>
  texts.map((text, at) => (text === null ? null : valueOf(text, table.columns[at]!.kind)))

function valueOf(text: string, kind: Column['kind']): Value {
  if (kind === 'text') return text
  if (kind === 'integer') return BigInt(text)
  return kind === 'real' ? Number(text) : Buffer.from(text.slice(2), 'hex')
}

/** Columns that take their number from a sequence, and the highest that was given. */
async function counters(client: Client): Promise<Counter[]> {
  const { rows } = await client.query<{ table: string; last: string }>(`
    select t.relname as "table", coalesce(pg_sequence_last_value(s.oid), 0) as last
    from pg_class s
    join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')
    join pg_class t on t.oid = d.refobjid
    where s.relkind = 'S' and t.relnamespace = current_schema()::regnamespace
    order by 1`)
  return rows.map(({ table, last }) => ({ table, last: BigInt(last) }))
}
