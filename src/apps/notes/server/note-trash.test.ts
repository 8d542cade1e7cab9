import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../test/until.ts'
import { purgeNotes } from './note-jobs.ts'
import { author, elsewhere, openTestNotes, other, owner } from './notes.fixture.ts'
import { listRevisions } from './revision-store.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

const days = 24 * 3600

test('a note goes into the trash and comes back as it was', async () => {
  const { id } = await house.write(author, { tags: ['fog'], pinned: true })
  const before = await house.note(id)
  expect(await house.trash.remove(author, [id])).toBe(1)
  expect(await house.trash.remove(owner, [id])).toBe(0)
  expect(await house.note(id)).toMatchObject({
    deleted_at: house.clock.iso(),
    purge_at: house.clock.iso(30 * days),
    access_version: 2,
  })
  await expect(house.notes.edit(author, id, { title: 'x' }, '1')).rejects.toMatchObject({ code: 'deleted' })
  await expect(house.notes.restoreRevision(author, id, 1)).rejects.toMatchObject({ code: 'deleted' })
  await expect(house.trash.restore(other, [id])).rejects.toMatchObject({ kind: 'missing' })
  expect(await house.trash.restore(author, [id])).toBe(1)
  expect(await house.trash.restore(author, [id])).toBe(0)
  expect(await house.note(id)).toEqual({ ...before, access_version: 3 })
})

test('many go, and come back, all or none', async () => {
  const mine = await Promise.all([house.write(other), house.write(other)])
  const ids = mine.map((note) => note.id)
  const foreign = await house.write(author)
  const gone = async () => (await Promise.all(ids.map(house.note))).map((note) => note.deleted_at !== null)
  await expect(house.trash.remove(other, [...ids, foreign.id])).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(house.trash.remove(elsewhere, ids)).rejects.toMatchObject({ kind: 'missing' })
  expect(await gone()).toEqual([false, false])
  expect(await house.trash.remove(other, ids)).toBe(2)
  await expect(house.trash.restore(other, [...ids, foreign.id])).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await gone()).toEqual([true, true])
  expect(await house.trash.restore(owner, ids)).toBe(2)
  expect(await gone()).toEqual([false, false])
})

test('gone for good leaves nothing, archived or not', async () => {
  for (const archived of [false, true]) {
    const { id } = await house.write(author, { tags: ['fog'], body: '[[Link]]' })
    await house.notes.edit(author, id, { archived, title: 'Last' }, '1')
    await expect(house.trash.removeForever(other, id)).rejects.toMatchObject({ kind: 'forbidden' })
    await house.trash.removeForever(author, id)
    expect(await house.note(id)).toBeUndefined()
    expect(await listRevisions(house.db.read, id, 10, null)).toEqual([])
    for (const [table, column] of [
      ['note_tags', 'note_id'],
      ['note_links', 'from_id'],
    ] as const)
      expect(await house.db.read.selectFrom(table).selectAll().where(column, '=', id).execute()).toEqual([])
    expect(house.erased).toContain(id)
    expect(await house.find('last')).toEqual([])
  }
})

test('after 30 days the trash is emptied; what came back stays', async () => {
  const [kept, late, early] = await Promise.all([
    house.write(author),
    house.write(author),
    house.write(author),
  ])
  await house.trash.remove(author, [early!.id, kept!.id])
  house.clock.pass(days)
  await house.trash.remove(author, [late!.id])
  await house.trash.restore(author, [kept!.id])
  house.clock.pass(29 * days)
  await house.work()
  await house.db.transact((tx) => house.queue.add(tx, purgeNotes, {}))
  await until(async () => (await house.note(early!.id)) === undefined)
  expect(await house.note(kept!.id)).toMatchObject({ deleted_at: null })
  expect(await house.note(late!.id)).toMatchObject({ version: 1 })
})
