import type { Client } from 'pg'
import type { AskedValues } from '../../src/platform/db/app-plans.ts'
import { type AskedQuery, askedQueries } from './asked-queries.ts'
import { columnsAsked, type Column } from './big-tables.ts'
import { bindQuery, type BoundQuery, type Schema, type Source, withValues } from './bound-query.ts'
import { pageRows, planFaults, type PlanNode } from './plan-faults.ts'

/** What a query of the house does wrong on big tables, with the values it was asked with. */
export type Explained = AskedQuery & { faults: string[]; asked: string }

type Row = Record<string, string | number | null>

export type Explaining = {
  /** Signed in as the house, which is bound by row-level security. */
  house: Client
  /** Sees every row, and what the planner knows of them. */
  admin: Client
  /** Tables that do not grow. */
  small: ReadonlySet<string>
  askedWith: AskedValues
}

/** As many combinations of states and flags as one query is asked with. */
const mostCombinations = 16

/**
 * Asks every query that is written down beside a store, with values of rows that are there, once for each combination of states and flags that
 * its rows have, and tells which plans would take longer the more rows there are. Nothing is kept.
 */
export async function explainAll(
  { house, admin, small, askedWith }: Explaining,
  only = '',
): Promise<Explained[]> {
  // Links between made-up rows are looked at elsewhere.
  await house.query(`set session_replication_role = replica`)
  const { rows: columns } = await admin.query<Column>(columnsAsked)
  const schema: Schema = new Map(
    [...Map.groupBy(columns, (row) => row.table)].map(([table, own]) => [
      table,
      new Set(own.map((row) => row.column)),
    ]),
  )
  const { rows: parts } = await admin.query<{ part: string }>(
    'select inhrelid::regclass::text as part from pg_inherits',
  )
  const tables = [...schema.keys(), ...parts.map((row) => row.part)]
  const big = new Set(tables.filter((table) => !small.has(table)))
  const explained: Explained[] = []
  for (const asked of askedQueries('postgres').filter(({ file }) => file.includes(only))) {
    const query = bindQuery(asked, schema)
    if (!query.tables.every((table) => schema.has(table)))
      throw new Error(
        `${query.file} ${query.asker}: asks for a table that is not there: ${query.tables.join()}`,
      )
    for (const { sql, space } of await combinations(admin, query, askedWith[nameOf(asked)] ?? {})) {
      const faults = planFaults(await planOf(house, sql, space), big)
      explained.push({ ...asked, faults, asked: sql })
    }
  }
  return explained
}

/** `platform/queue/job-store.sql listJobs` */
export const nameOf = ({ file, asker }: AskedQuery): string => `${file.replace('src/', '')} ${asker}`

type Asked = { sql: string; space: string }

/**
 * The query with the values of one row for each combination that the columns with few values have together; asked on behalf of the
 * row's space where the query names one.
 */
async function combinations(admin: Client, query: BoundQuery, fixed: AskedValues[string]): Promise<Asked[]> {
  const sources = query.gaps.flatMap((gap) => gap.sources.filter((source) => source !== null))
  const samples = new Map<string, Row[]>()
  for (const table of new Set(sources.map((source) => source.table)))
    samples.set(table, await sampleRows(admin, query, table))
  const counts = [...samples.values(), ...Object.values(fixed)].map((values) => values.length)
  return Array.from({ length: Math.max(1, ...counts) }, (_, index) => {
    const valueOf = ({ table, column, ofPlace }: NonNullable<Source>) => {
      const rows = samples.get(table) ?? []
      const known = fixed[ofPlace ? `${column} of a place` : column]
      return known ? known[index % known.length]! : (rows[index % Math.max(1, rows.length)]?.[column] ?? null)
    }
    const space = sources.find((source) => source.column === 'space_id')
    return {
      sql: withValues(query, (source) => [valueOf(source)], pageRows),
      space: String((space && valueOf(space)) ?? '*'),
    }
  })
}

/** Rows that the query could be about: one in the middle of the table for each combination of its states and flags. */
async function sampleRows(admin: Client, query: BoundQuery, table: string): Promise<Row[]> {
  const asked = query.gaps.flatMap(({ sources }) =>
    sources.flatMap((source) => (source?.table === table ? [source.column] : [])),
  )
  const { rows: few } = await admin.query<{ attname: string }>(
    `select attname from pg_stats where schemaname = 'public' and tablename = $1 and attname = any($2)
     and n_distinct between 2 and 12`,
    [table, asked],
  )
  const enums = few.map(({ attname }) => `"${attname}"`)
  const must = query.nulls
    .filter((one) => one.table === table)
    .map(({ column, isNull }) => `and "${column}" is ${isNull ? '' : 'not '}null`)
    .join(' ')
  const picked = enums.length > 0 ? `distinct on (${enums.join(', ')})` : ''
  const { rows } = await admin.query<Row>(
    `select ${picked} * from (select * from "${table}" where true ${must} offset (select count(*) / 2 from "${table}" where true ${must})) one
     ${enums.length > 0 ? `order by ${enums.join(', ')}` : ''} limit ${enums.length > 0 ? mostCombinations : 1}`,
  )
  return rows
}

async function planOf(house: Client, sql: string, space: string): Promise<PlanNode> {
  await house.query('begin')
  try {
    await house.query(`select set_config('longhouse.space', $1, true)`, [space])
    const { rows } = await house.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, buffers, timing off, format json) ${sql}`,
    )
    return rows[0]!['QUERY PLAN'][0].Plan
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${sql}`, { cause: error })
  } finally {
    await house.query('rollback')
  }
}
