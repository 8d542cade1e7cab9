import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** One query of the house as it is written down beside its store: placeholders are `?`, lists `(?, …)`. */
export type AskedQuery = { file: string; asker: string; sql: string }

/** What only the other driver asks stands in a file of its name. */
const other = { sqlite: 'postgres-', postgres: 'sqlite-' }
const root = join(import.meta.dirname, '../..')

/** Every query that the house asks with a condition or an order, in one dialect (tools/sql.ts writes the files). */
export function askedQueries(dialect: 'sqlite' | 'postgres'): AskedQuery[] {
  return globSync('src/**/*.sql', { cwd: root })
    .filter((file) => !file.includes('/migrations/') && !file.includes('/db/'))
    .filter((file) => !basename(file).startsWith(other[dialect]))
    .toSorted()
    .flatMap((file) => queriesOf(file, dialect))
}

function queriesOf(file: string, dialect: string): AskedQuery[] {
  const blocks = readFileSync(join(root, file), 'utf8').trimEnd().split('\n\n').slice(1)
  return blocks.flatMap((block) => {
    const [head = '', ...lines] = block.split('\n')
    const [asker = '', only = dialect] = head.replace('-- ', '').split(', ')
    const sql = lines.join('\n').replace(/;$/, '')
    const looks = /^(select|update|delete|with)\b/.test(sql)
    return only === dialect && looks ? [{ file, asker, sql }] : []
  })
}
