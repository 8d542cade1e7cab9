import { describe, expect, test } from 'vitest'
import { checkBoundaries } from './boundaries.ts'

const faultsOf = (files: Record<string, string>) => checkBoundaries(new Map(Object.entries(files))).faults
const empty = 'export {}'

// One planted violation for each rule: [words of the rule, file, its source, other files].
const planted: [string, string, string, string[]?][] = [
  [
    'contracts import only contracts',
    'src/contract/a.ts',
    "import { b } from '../platform/b.ts'",
    ['src/platform/b.ts'],
  ],
  ['contracts import only contracts', 'src/apps/notes/contract/a.ts', "import fs from 'node:fs'"],
  [
    'contracts import only contracts',
    'src/apps/notes/contract/a.ts',
    "import '../../live/contract/b.ts'",
    ['src/apps/live/contract/b.ts'],
  ],
  [
    'knows no app',
    'src/platform/a.ts',
    "import { b } from '../apps/notes/server/b.ts'",
    ['src/apps/notes/server/b.ts'],
  ],
  [
    'knows no app',
    'src/platform/a.ts',
    "const b = await import('../apps/notes/server/b.ts')",
    ['src/apps/notes/server/b.ts'],
  ],
  [
    'apps are strangers',
    'src/apps/live/server/a.ts',
    "export { b } from '../../notes/server/b.ts'",
    ['src/apps/notes/server/b.ts'],
  ],
  ['above themselves', 'src/apps/live/server/a.ts', "import '../../../compose.ts'", ['src/compose.ts']],
  [
    'the web imports no server',
    'src/apps/live/web/a.tsx',
    "import '../server/b.ts'",
    ['src/apps/live/server/b.ts'],
  ],
  ['the web imports no server', 'src/web/a.ts', "import { b } from '#platform/b.ts'", ['src/platform/b.ts']],
  ['the server imports no web', 'src/roles/a.ts', "import '../web/b.ts'", ['src/web/b.ts']],
  ['tests and tools', 'src/platform/a.ts', "import '../../test/b.ts'", ['test/b.ts']],
  ['open-* alone', 'src/platform/db/a.ts', "import './sqlite-db.ts'", ['src/platform/db/sqlite-db.ts']],
  ['drivers alone', 'src/platform/db/migrator.ts', "import Database from 'better-sqlite3'"],
  ['cycle', 'src/platform/a.ts', "import './b.ts'", ['src/platform/b.ts=import "./a.ts"']],
  ['module-level `let`', 'src/platform/a.ts', 'let count = 0; export const next = () => ++count'],
  ['default export', 'src/platform/a.ts', 'export default 1'],
  ['process.env', 'src/platform/a.ts', 'export const a = process.env.A'],
  ['process.exit', 'src/platform/a.ts', 'process.exit(1)'],
  ['mocks a module', 'src/platform/a.test.ts', "vi.mock('./b.ts')"],
  [
    'asks which engine',
    'src/platform/queue/a.ts',
    "export const a = (db: Db) => db.dialect.name === 'sqlite'",
  ],
  ['asks which engine', 'src/cli/a.ts', "export const a = (config: Config) => config.engine === 's3'"],
  ['over 400 lines', 'src/platform/a.ts', 'export {}\n'.repeat(401)],
]

describe('boundaries', () => {
  test.each(planted)('bite: %s in %s', (words, path, source, others = []) => {
    const around = Object.fromEntries(others.map((other) => other.split('=') as [string, string]))
    const files = {
      ...Object.fromEntries(Object.entries(around).map(([p, s]) => [p, s ?? empty])),
      [path]: source,
    }
    expect(faultsOf(files).join('\n')).toContain(words)
  })

  test('let good neighbours be', () => {
    expect(
      faultsOf({
        'src/platform/db/sqlite-db.ts': "import Database from 'better-sqlite3'",
        'src/platform/db/open-db.ts': "export const open = () => import('./sqlite-db.ts')",
        'src/apps/notes/contract/note.ts':
          "import { Type } from 'typebox'\nimport '../../../contract/shapes.ts'",
        'src/contract/shapes.ts': empty,
        'src/apps/notes/server/notes.ts':
          "import '../contract/note.ts'\nimport type { Db } from '#platform/db/db.ts'",
        'src/platform/db/db.ts': "import type { A } from '../a.ts'",
        'src/platform/a.ts': "import type { Db } from './db/db.ts'\n// process.env is read elsewhere",
      }),
    ).toEqual([])
  })
})
