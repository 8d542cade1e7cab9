import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import { until } from '../../../../test/until.ts'
import { archiveNotes } from './note-jobs.ts'
import { author, openTestNotes, other, owner } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeEach(async () => {
  house = await openTestNotes()
})
afterEach(() => house.close())

async function archive(who: Standing, unchangedSince: string): Promise<string> {
  const payload = { spaceId: 'space', accountId: who.accountId!, unchangedSince }
  const id = await house.db.transact((tx) => house.queue.add(tx, archiveNotes, payload))
  const ended = await until(async () => {
    const job = await house.queue.find(house.db.read, id)
    return job?.finishedAt ? job : null
  })
  return ended.state
}
const archived = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await house.note(id)).archived_at !== null))

test('archives what the asker may and nobody changed, in as many batches as it takes', async () => {
  await house.work()
  const old = await Promise.all(Array.from({ length: 230 }, () => house.write(author)))
  const pinned = await house.write(author, { pinned: true })
  const hidden = await house.write(author, { visibility: 'private' })
  const foreign = await house.write(other)
  house.clock.pass(3600)
  const since = house.clock.iso()
  const young = await house.write(author)
  const touched = old.pop()!
  await house.notes.edit(other, touched.id, { body: 'New words' }, '1')

  expect(await archive(author, since)).toBe('done')
  expect(new Set(await archived(old.map((note) => note.id)))).toEqual(new Set([true]))
  expect(await house.note(old[0]!.id)).toMatchObject({ version: 2, updated_at: old[0]!.updated_at })
  expect(await archived([hidden.id])).toEqual([true])
  const others = [pinned, foreign, young, touched].map((note) => note.id)
  expect(await archived(others)).toEqual([false, false, false, false])
  expect(await archive(owner, since)).toBe('done')
  expect(await archived(others)).toEqual([false, true, false, false])
})

test('does nothing for somebody who left', async () => {
  await house.work()
  const note = await house.write(other)
  house.clock.pass(3600)
  expect(await archive({ ...other, accountId: 'gone' }, house.clock.iso())).toBe('failed')
  expect(await archived([note.id])).toEqual([false])
})
