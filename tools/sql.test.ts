import { expect, test } from 'vitest'
import type { RecordedQuery } from '../test/harness/recorded-db.ts'
import { sqlFiles, unasked, unwritten } from './sql-files.ts'

const query = (sqlite: string, postgres = sqlite, asker = 'findNote'): RecordedQuery => ({
  file: 'src/apps/notes/server/note-store.ts',
  asker,
  sqlite,
  postgres,
})
const path = 'src/apps/notes/server/note-store.sql'
const find = query(
  'select * from "notes" where "id" = ? limit ?',
  'select * from "notes" where "id" = $1 limit $2',
)

test('a query stands once when the dialects agree, twice when they do not', () => {
  const other = query('select "a" like ?', 'select "a" ilike $1', 'search')
  expect(sqlFiles([find, other, find]).get(path)).toBe(
    `${[
      '-- What note-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.',
      '-- findNote\nselect *\n  from "notes"\n  where "id" = ?\n  limit ?;',
      '-- search, postgres\nselect "a" ilike ?;',
      '-- search, sqlite\nselect "a" like ?;',
    ].join('\n\n')}\n`,
  )
})

test('lists of any length are one query', () => {
  const some = [1, 3].map((n) =>
    query(`select * from "notes" where "id" in (${Array.from({ length: n }, () => '?').join(', ')})`),
  )
  const rows = ['(?, ?)', '(?, ?), (?, ?)', '(?, ?), (?, ?), (?, ?)'].map((values) =>
    query(`values ${values}`),
  )
  expect(
    sqlFiles(some)
      .get(path)!
      .match(/findNote/g),
  ).toHaveLength(1)
  expect(
    sqlFiles(rows)
      .get(path)!
      .match(/findNote/g),
  ).toHaveLength(2)
})

test('planted: a query that changed in either dialect is found', () => {
  const files = sqlFiles([find])
  const read = (file: string) => files.get(file) ?? null
  expect(unwritten([find], read)).toEqual([])
  expect(unwritten([{ ...find, sqlite: `${find.sqlite} offset ?` }], read)).toEqual([`${path} findNote`])
  expect(unwritten([{ ...find, postgres: 'select 1' }], read)).toEqual([`${path} findNote`])
  expect(unwritten([find], () => null)).toEqual([`${path} findNote`])
})

test('planted: a store function whose query nobody runs is found', () => {
  const source = `
export const findNote = (look: Look) => look.selectFrom('notes').execute()
export async function dropNote(tx: Write) {
  await tx.deleteFrom('notes').executeTakeFirst()
}
export const maxNotes = 3
const helper = (look: Look) => look.selectFrom('notes')
`
  expect(unasked(find.file, source, [find])).toEqual([`${find.file} dropNote`])
})
