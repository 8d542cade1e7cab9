import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditTables } from '#platform/audit/audit-tables.ts'
import { openTestFiles } from './note-files.fixture.ts'
import { author, owner } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFiles>>
beforeEach(async () => {
  house = await openTestFiles()
})
afterEach(() => house.close())

const log = async () => {
  const { read } = house.db.tables<AuditTables>()
  const rows = await read.selectFrom('audit_entries').selectAll().execute()
  return rows.map((row) => `${row.action} ${row.details}: ${row.subject_name}`).toSorted()
}

test('who may see a note and where it goes stands in the audit log, not what is written in it', async () => {
  const { notes, trash } = house
  const note = await notes.create(author, { title: 'Plan', body: 'Nobody reads this there' })
  const edited = await notes.edit(author, note.id, { body: 'Nor this' }, String(note.version))
  await notes.edit(author, note.id, { visibility: 'private' }, String(edited.version))
  await trash.remove(author, [note.id])
  await trash.remove(author, [note.id])
  await trash.restore(author, [note.id])
  await trash.removeForever(owner, note.id)
  expect(await log()).toEqual([
    'notes.note.deleted {}: Plan',
    'notes.note.erased {}: Plan',
    'notes.note.restored {}: Plan',
    'notes.note.visibility-changed {"from":"members","to":"private"}: Plan',
  ])
})

test('so do share links, exports and imports, without a token', async () => {
  const note = await house.notes.create(author, { title: 'Plan', body: '' })
  const expiresAt = '2026-07-01T00:00:00.000Z'
  const params = { space: 'space', id: note.id }
  const link = await house.call<{ id: string; url: string }>('note-share.create', author, {
    params,
    body: { expiresAt },
  } as never)
  const share = { ...params, share: link.id }
  await house.call('note-share.delete', author, { params: share } as never)
  const made = await house.call<{ id: string }>('note-export.create', author, {
    body: { format: 'json' },
  } as never)
  await house.call('note-export.delete', author, { params: { space: 'space', id: made.id } } as never)
  const file = { name: 'old.zip', size: 10, type: 'application/zip' }
  const sent = await house.call<{ id: string }>('note-import.create', author, { body: { file } } as never)
  await house.call('note-import.cancel', author, { params: { space: 'space', id: sent.id } } as never)
  const entries = await log()
  expect(entries).toEqual([
    'notes.export.asked {"format":"json"}: Notes as json',
    'notes.export.removed {}: Notes as json',
    'notes.import.sent {}: old.zip',
    'notes.import.stopped {}: old.zip',
    `notes.share.created {"until":"until ${expiresAt}"}: Plan`,
    'notes.share.ended {}: Plan',
  ])
  expect(entries.join()).not.toContain(link.url.split('/').at(-1)!)
})
