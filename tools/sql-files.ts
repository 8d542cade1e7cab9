import type { RecordedQuery } from '../test/harness/recorded-db.ts'

/** `src/a/b-store.ts` → `src/a/b-store.sql`. */
export const sqlFileOf = (file: string): string => file.replace(/\.ts$/, '.sql')

/** The text of every `.sql` file, by its path: one for each source file that asks something. */
export function sqlFiles(queries: readonly RecordedQuery[]): Map<string, string> {
  const byFile = Map.groupBy(queries, (query) => sqlFileOf(query.file))
  return new Map([...byFile].map(([path, asked]) => [path, render(path, asked)]))
}

/** What is asked and stands in no file: `<path> <function>`, once each. */
export function unwritten(
  queries: readonly RecordedQuery[],
  read: (path: string) => string | null,
): string[] {
  const missing = queries.filter((query) => {
    const written = new Set(blocksOf(read(sqlFileOf(query.file)) ?? ''))
    return !block(query).every((one) => written.has(one))
  })
  return [...new Set(missing.map((query) => `${sqlFileOf(query.file)} ${query.asker}`))].toSorted()
}

/** Exported functions of a store that run a query and that nobody has called: their SQL would be in no file. */
export function unasked(path: string, source: string, queries: readonly RecordedQuery[]): string[] {
  const asked = new Set(queries.filter((query) => query.file === path).map((query) => query.asker))
  const starts = [...source.matchAll(/^export (?:async function|function|const) (\w+)/gm)]
  return starts
    .filter(({ index }, n) => /\.(execute\w*|stream)\(/.test(source.slice(index, starts[n + 1]?.index)))
    .map(([, name]) => name!)
    .filter((name) => !asked.has(name))
    .map((name) => `${path} ${name}`)
}

function render(path: string, asked: readonly RecordedQuery[]): string {
  const name = path.replace(/^.*\//, '').replace(/\.sql$/, '.ts')
  const blocks = [...new Set(asked.flatMap((query) => block(query)))].toSorted()
  const head = `-- What ${name} asks, in both dialects where they differ. Written by \`npm run sql\` from what the unit tests run.`
  return `${[head, ...blocks].join('\n\n')}\n`
}

function block({ asker, sqlite, postgres }: RecordedQuery): string[] {
  const [one, other] = [readable(sqlite), readable(postgres)]
  return one === other
    ? [`-- ${asker}\n${one};`]
    : [`-- ${asker}, sqlite\n${one};`, `-- ${asker}, postgres\n${other};`]
}

const blocksOf = (text: string) => text.trimEnd().split('\n\n').slice(1)

const clauses =
  'from|where|and|inner join|left join|group by|having|order by|limit|values|set|on conflict|do update|do nothing|returning|union'

/** Parameters without numbers, lists without length, a line for each clause. */
function readable(sql: string): string {
  return sql
    .replaceAll(/\$\d+/g, '?')
    .replaceAll(/\(\?(?:, \?)*\)/g, '(?, …)')
    .replaceAll(/\(\?, …\)(?:, \(\?, …\))+/g, '(?, …), …')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(new RegExp(`(?<!^delete) (?=(?:${clauses})\\b)`, 'g'), '\n  ')
    .trim()
}
