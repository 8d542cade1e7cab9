import type { AskedQuery } from './asked-queries.ts'

/** Columns of each table. */
export type Schema = ReadonlyMap<string, ReadonlySet<string>>
/** Where a placeholder takes its value from; null when it is a limit or something that is only written. */
export type Source = { table: string; column: string; ofPlace?: true } | null
type Value = string | number | null

/** A query of the house in parts: texts around its placeholders, and what each of them is held against. */
export type BoundQuery = AskedQuery & {
  tables: string[]
  texts: string[]
  /** One for each gap between the texts; several for a list or a tuple. */
  gaps: { sources: Source[]; list: boolean }[]
  /** Columns that must or must not be null, by table, as the query says itself. */
  nulls: { table: string; column: string; isNull: boolean }[]
}

/** Reads what each placeholder of a query stands beside. */
export function bindQuery(query: AskedQuery, schema: Schema): BoundQuery {
  const aliases = aliasesOf(query.sql)
  const find = (name: string): Source => sourceOf(name, aliases, schema)
  const texts: string[] = []
  const gaps: BoundQuery['gaps'] = []
  let from = 0
  for (const match of query.sql.matchAll(/\(\?, …\)|\?/g)) {
    const before = query.sql.slice(0, match.index)
    texts.push(query.sql.slice(from, match.index))
    gaps.push(gapOf(before, match[0] !== '?', find))
    from = match.index + match[0].length
  }
  texts.push(query.sql.slice(from))
  const nulls = [...query.sql.matchAll(/((?:"\w+"\.)?"\w+") is (not )?null/g)].flatMap(([, name, not]) => {
    const source = find(name!)
    return source ? [{ ...source, isNull: not === undefined }] : []
  })
  return { ...query, tables: [...new Set(aliases.values())], texts, gaps, nulls }
}

/** The query with values in place of its placeholders. `valueOf` gives one value, or several for a list. */
export function withValues(
  query: BoundQuery,
  valuesOf: (source: NonNullable<Source>) => readonly Value[],
  limit: number,
): string {
  return query.texts.reduce((sql, text, index) => {
    const { sources, list } = query.gaps[index - 1]!
    const values = sources.flatMap((source) => (source ? valuesOf(source) : [limit]))
    const said = values.map(literal).join(', ')
    return `${sql}${list ? `(${said})` : said}${text}`
  })
}

function gapOf(before: string, list: boolean, find: (name: string) => Source): BoundQuery['gaps'][number] {
  const tuple = /\(((?:(?:"\w+"\.)?"\w+"(?:, )?)+)\) (?:<|>|<=|>=|=) $/.exec(before)
  const inPlace = (name: string): Source => {
    const source = find(name)
    return source && { ...source, ofPlace: true }
  }
  if (list && tuple) return { sources: tuple[1]!.split(', ').map(inPlace), list }
  const name = /((?:"\w+"\.)?"\w+")(?:, ''\))? (?:=|!=|<>|<|<=|>|>=|like|in|not in|\+|-) $/.exec(before)?.[1]
  return { sources: [name === undefined ? null : find(name)], list }
}

function aliasesOf(sql: string): Map<string, string> {
  const named = sql.matchAll(/(?:from|join|update) "(\w+)"(?: as "(\w+)")?/g)
  return new Map([...named].map(([, table, alias]) => [alias ?? table!, table!]))
}

function sourceOf(name: string, aliases: ReadonlyMap<string, string>, schema: Schema): Source {
  const [column = '', alias] = name.replaceAll('"', '').split('.').toReversed()
  const tables = alias === undefined ? [...aliases.values()] : [aliases.get(alias) ?? '']
  const table = tables.find((one) => schema.get(one)?.has(column))
  return table === undefined ? null : { table, column }
}

const literal = (value: Value): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
