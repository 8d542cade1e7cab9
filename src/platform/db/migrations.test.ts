import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'

/** A release that is updated serves beside the one before: what that one uses must not go (docs/migrations.md). */
function takesAway(file: string, source: string): boolean {
  const up = source.split(/^ {2}(?:async )?down\b/m)[0]!
  return (
    !/^\d+-contract-/.test(basename(file)) &&
    /\.(dropTable|dropColumn|renameColumn|renameTo|setNotNull)\(|\b(drop (table|column)|rename (to|column)|set not null)\b/i.test(
      up,
    )
  )
}

const files = globSync('src/{platform,apps}/**/migrations/*.ts')

test('nothing but a contracting migration takes anything away', () => {
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter((file) => takesAway(file, readFileSync(file, 'utf8')))).toEqual([])
})

test('one that does is seen', () => {
  const source = `export const x = {\n  up: (db) => db.schema.alterTable('t').dropColumn('c').execute(),\n}`
  expect(takesAway('a/migrations/0009-tidy.ts', source)).toBe(true)
  expect(takesAway('a/migrations/0009-contract-tidy.ts', source)).toBe(false)
  expect(takesAway('a/migrations/0009-tidy.ts', source.replace('  up:', '  down:'))).toBe(false)
})
