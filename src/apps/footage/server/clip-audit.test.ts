import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditTables } from '#platform/audit/audit-tables.ts'
import { author, openTestFootage, owner, someInput } from './footage.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
beforeAll(async () => {
  house = await openTestFootage()
})
afterAll(() => house.close())

test('who may see a clip and where it goes stands in the audit log, other changes do not', async () => {
  const { clips } = house
  const bring = async () => (await clips.bring(author, { ...someInput, title: 'Fog' }, async () => 'key')).id
  const id = await bring()
  await clips.edit(author, id, { title: 'Fog on the pass' }, null)
  await clips.edit(author, id, { visibility: 'private' }, null)
  await clips.edit(author, id, { visibility: 'private' }, null)
  await clips.remove(author, id, false)
  await clips.remove(author, id, false)
  await clips.restore(author, id)
  await clips.remove(owner, id, true)
  await clips.remove(author, (await clips.create(author, someInput)).id, false)
  const { read } = house.db.tables<AuditTables>()
  const rows = await read.selectFrom('audit_entries').selectAll().execute()
  expect(rows.map((row) => `${row.action} ${row.details}: ${row.subject_name}`).toSorted()).toEqual(
    [
      'footage.clip.deleted {}: Fog on the pass',
      `footage.clip.erased {}: ${someInput.title}`,
      'footage.clip.erased {}: Fog on the pass',
      'footage.clip.restored {}: Fog on the pass',
      `footage.clip.visibility-changed {"from":"${someInput.visibility}","to":"private"}: Fog on the pass`,
    ].toSorted(),
  )
})
