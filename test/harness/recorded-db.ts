import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Kysely, type KyselyPlugin, type RootOperationNode, SqliteQueryCompiler } from 'kysely'
import type { Db, Tx } from '../../src/platform/db/db.ts'
import { HousePostgresCompiler } from '../../src/platform/db/postgres-compiler.ts'

/** One query as the code of `file` asked for it, in both dialects. `asker` is the function. */
export type RecordedQuery = { file: string; asker: string; sqlite: string; postgres: string }

/** A db that writes down what is asked of it, one JSON line for each query new to it, into `folder` (tools/sql.ts). */
export function recordedDb(db: Db, folder: string): Db {
  const plugin = recorder(join(folder, `${randomUUID()}.jsonl`))
  const recorded =
    <R>(work: (tx: Tx<unknown>) => Promise<R>) =>
    (tx: Tx<unknown>) =>
      work(Object.assign(tx.withPlugin(plugin), { afterCommit: tx.afterCommit }))
  const wrapped: Db = {
    read: (db.read as Kysely<unknown>).withPlugin(plugin),
    replica: (db.replica as Kysely<unknown>).withPlugin(plugin),
    transact: (work, options) => db.transact(recorded(work), options),
    reshape: (work) => db.reshape((tx, beside) => recorded((own) => work(own, beside))(tx)),
    tables: <U>() => wrapped as Db<U>,
    dialect: db.dialect,
    openLeaseRenewer: (renewal) => db.openLeaseRenewer(renewal),
    ping: () => db.ping(),
    close: () => db.close(),
  }
  return wrapped
}

function recorder(output: string): KyselyPlugin {
  const known = new Set<string>()
  return {
    // Called while the function that asks is still on the stack.
    transformQuery({ node, queryId }) {
      const asked = asker()
      if (!asked) return node
      const compile = (compiler: {
        compileQuery(node: RootOperationNode, id: typeof queryId): { sql: string }
      }) => compiler.compileQuery(node, queryId).sql
      const sqlite = compile(new SqliteQueryCompiler())
      const key = `${asked.file} ${asked.asker} ${sqlite}`
      if (known.has(key)) return node
      known.add(key)
      const query: RecordedQuery = { ...asked, sqlite, postgres: compile(new HousePostgresCompiler()) }
      appendFileSync(output, `${JSON.stringify(query)}\n`)
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

const root = join(import.meta.dirname, '../..')
const isTest = (file: string) => /\.(test|suite|fixture)\.ts$/.test(file)

/** The file and function of the house that asks; null when a test asks by itself. */
function asker(): Pick<RecordedQuery, 'file' | 'asker'> | null {
  const frames = stack().map((site) => ({ name: site.getFunctionName(), file: fileOf(site) }))
  const file = frames.find((frame) => frame.file && !frame.file.startsWith('test/harness/'))?.file
  if (!file?.startsWith('src/') || isTest(file)) return null
  const named = frames.find((frame) => frame.file === file && frame.name)?.name ?? enclosing(file)
  return { file, asker: named.replace(/^.*\./, '') }
}

/** The declaration around a callback without a name, by the line that the source map gives. */
function enclosing(file: string): string {
  const line = Number(new RegExp(`${file}:(\\d+):`).exec(new Error('where').stack ?? '')?.[1] ?? 0)
  const before = readFileSync(join(root, file), 'utf8').split('\n').slice(0, line)
  const declared = /^(?:export )?(?:async )?(?:function|const|class) (\w+)/
  return before.map((text) => declared.exec(text)?.[1]).findLast(Boolean) ?? 'module'
}

function fileOf(site: NodeJS.CallSite): string | null {
  const name = site.getFileName() ?? ''
  if (name.startsWith('node:') || name.includes('/node_modules/')) return null
  const path = name.startsWith('file:') ? fileURLToPath(name) : name
  return path.startsWith('/') ? relative(root, path) : null
}

function stack(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: NodeJS.CallSite[] } = {}
  try {
    Error.stackTraceLimit = 50
    Error.prepareStackTrace = (_error, sites) => sites
    Error.captureStackTrace(holder)
    return holder.stack ?? []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  }
}
