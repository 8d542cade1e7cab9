import type { Client } from 'pg'
import type { PostgresConfig } from '../config/config.ts'
import { unfinishedMove } from '../db/migrator.ts'
import { keyRow, keyText } from './key-text.ts'
import { connectPostgres, inTransaction } from './postgres-client.ts'
import { postgresRows } from './postgres-rows.ts'
import { putAside } from './postgres-aside.ts'
import { postgresMisfit } from './postgres-misfit.ts'
import { quoted } from './quoted.ts'
import type { Counter, Row, Table, Value } from './rows.ts'
import { movedByAnother, type Target } from './target.ts'

/** A PostgreSQL database whose tables the house's migrations have made. */
export async function openPostgresTarget(config: Pick<PostgresConfig, 'url' | 'ca'>): Promise<Target> {
  const connected = await connectPostgres(config)
  const { client } = connected
  const ask = async <R extends object>(sql: string, values: unknown[] = []) =>
    (await client.query<R>(sql, values)).rows

  return {
    ...postgresRows(connected, () => false),
    misfit: postgresMisfit,
    widestIndex,
    async progress() {
      const [known] = await ask<{ there: string | null }>(`select to_regclass('longhouse_move') as there`)
      if (!known?.there) return null
      const [head] = await ask<{ source: string }>('select source from longhouse_move')
      const steps = await ask<{ name: string; after: string; rows: string }>(
        'select name, after, rows from longhouse_move_tables',
      )
      const tables = steps.map(
        ({ name, after, rows }) => [name, { after: keyRow(after), rows: Number(rows) }] as const,
      )
      return { source: head!.source, tables: new Map(tables) }
    },
    begin: (source, tables) =>
      inTransaction(client, async () => {
        for (const { name } of tables) await ask(`delete from ${quoted(name)}`)
        const aside = await putAside(client)
        await ask('create table longhouse_move (source text not null, aside text not null)')
        await ask(
          'create table longhouse_move_tables (name text primary key not null, after text not null, rows bigint not null)',
        )
        await ask('insert into longhouse_move values ($1, $2)', [source, JSON.stringify(aside)])
        await ask('delete from schema_migrations')
        await ask(addMigration, [unfinishedMove, 0, new Date().toISOString()])
      }),
    write: (table, rows, { from, to, done }) =>
      inTransaction(client, async () => {
        // Durable with the last step: a crash of the server takes batches back together with how far the move had come.
        await ask('set local synchronous_commit = off')
        const [last] = await ask<{ after: string }>(
          'select after from longhouse_move_tables where name = $1 for update',
          [table.name],
        )
        if ((last?.after ?? null) !== (from && keyText(from))) throw movedByAnother()
        await ask(insertSql(table), columnsOf(table, rows))
        await ask(
          `insert into longhouse_move_tables values ($1, $2, $3)
           on conflict (name) do update set after = excluded.after, rows = excluded.rows`,
          [table.name, keyText(to), done],
        )
      }),
    fasten: (counters) =>
      inTransaction(client, async () => {
        await ask(`set local maintenance_work_mem = '256MB'`)
        const [head] = await ask<{ aside: string }>('select aside from longhouse_move for update')
        for (const statement of JSON.parse(head!.aside) as string[]) await ask(statement)
        await ask(`update longhouse_move set aside = '[]'`)
        for (const counter of counters) await goOnAfter(client, counter)
      }),
    async finish(applied) {
      await inTransaction(client, async () => {
        await ask('delete from schema_migrations')
        for (const { name, position, applied_at } of applied)
          await ask(addMigration, [name, position, applied_at])
        await ask('drop table longhouse_move, longhouse_move_tables')
      })
      // What the planner knows of the tables; without it the server finds out by itself, later.
      await ask('analyze').catch(() => {})
    },
  }
}

const addMigration = 'insert into schema_migrations (name, position, applied_at) values ($1, $2, $3)'

/** A third of a page (BTMaxItemSize in nbtree.h), less what each column takes besides. */
const widestIndex = 2600

/** One array for each column: the statement stays the same however many rows come. */
function insertSql({ name, columns }: Table): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ')
  return `insert into ${quoted(name)} (${names}) overriding system value select * from unnest(${arrays})`
}

const columnsOf = ({ columns }: Table, rows: readonly Row[]): Value[][] =>
  columns.map((_, at) => rows.map((row) => row[at]!))

async function goOnAfter(client: Client, { table, last }: Counter): Promise<void> {
  const { rows } = await client.query<{ sequence: string }>(
    `select s.oid::regclass as sequence
     from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')
     where s.relkind = 'S' and d.refobjid = to_regclass($1)`,
    [quoted(table)],
  )
  for (const { sequence } of rows)
    if (last > 0n) await client.query('select setval($1::regclass, $2::bigint)', [sequence, String(last)])
}
