import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedQuery } from '../test/harness/recorded-db.ts'
import { sqlFiles, unasked, unwritten } from './sql-files.ts'

/**
 * The SQL of every query, beside the source that asks it: `notes/server/note-store.sql`. `npm run sql` runs the unit tests,
 * writes down what they ask through `openTestDb` (test/harness/recorded-db.ts) and puts it into the files; `--check` runs
 * them and fails when something is asked that stands in no file, or when a store has a query that no unit test runs.
 * A slice adds itself by having unit tests on `openTestDb`: nothing is registered.
 */
const folder = mkdtempSync(join(tmpdir(), 'longhouse-sql-'))
try {
  const { status } = spawnSync('vitest', ['run', '--project', 'unit', '--reporter=dot'], {
    stdio: 'inherit',
    env: { ...process.env, RECORD_SQL: folder },
  })
  const queries = globSync(join(folder, '*.jsonl')).flatMap((path) =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedQuery),
  )
  if (status !== 0)
    console.error('unit tests failed: what they did not reach cannot be told, so no SQL is compared')
  else if (!(process.argv.includes('--check') ? check : write)(queries)) process.exitCode = 1
  process.exitCode ??= status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}

function check(queries: readonly RecordedQuery[]): boolean {
  const stale = unwritten(queries, readIfThere)
  const silent = globSync('src/**/*-store.ts').flatMap((path) =>
    unasked(path, readFileSync(path, 'utf8'), queries),
  )
  for (const one of stale)
    console.error(`${one}: asks something that is not written there; npm run sql, and read the diff`)
  for (const one of silent) console.error(`${one}: no unit test runs its query, so nobody can read its SQL`)
  console.log(`${queries.length} queries asked, ${stale.length} unwritten, ${silent.length} never run`)
  return stale.length + silent.length === 0 && queries.length > 0
}

function write(queries: readonly RecordedQuery[]): boolean {
  const files = sqlFiles(queries)
  for (const path of globSync('src/**/*.sql')) if (!files.has(path)) rmSync(path)
  for (const [path, text] of files) writeFileSync(path, text)
  console.log(`${files.size} files written`)
  return files.size > 0
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
