import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBacklinks, readLinks } from './note-references.ts'
import { author, elsewhere, openTestNotes, other, owner } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

const linksFor = (who: typeof author, id: string) => readLinks(house.db.read, who, id)
const backlinksFor = async (who: typeof author, id: string, query = {}) => {
  const page = await readBacklinks(house, who, await house.note(id), query)
  return { titles: page.items.map((note) => note.title), next: page.nextCursor }
}

test('a link leads to the note with its title, or its id, once there is one', async () => {
  const from = await house.write(author, { title: 'From', body: '[[Later]] and [[Nowhere]]' })
  expect(await linksFor(other, from.id)).toEqual([
    { text: 'Later', id: null, title: null },
    { text: 'Nowhere', id: null, title: null },
  ])
  const later = await house.write(author, { title: 'LATER' })
  const byId = await house.write(other, { title: 'By id', body: `[words](note:${later.id})` })
  expect((await linksFor(other, from.id))[0]).toEqual({ text: 'Later', id: later.id, title: 'LATER' })
  expect(await linksFor(other, byId.id)).toEqual([{ text: 'words', id: later.id, title: 'LATER' }])
  expect((await backlinksFor(other, later.id)).titles).toEqual(['By id', 'From'])
})

test('archiving breaks no link', async () => {
  const target = await house.write(author, { title: 'Archived target' })
  const from = await house.write(author, { title: 'Archived source', body: '[[archived target]]' })
  for (const { id } of [target, from]) await house.notes.edit(author, id, { archived: true }, '1')
  expect((await linksFor(other, from.id))[0]).toMatchObject({ id: target.id })
  expect((await backlinksFor(other, target.id)).titles).toEqual(['Archived source'])
  const young = await house.write(author, { title: 'Archived target' })
  expect((await linksFor(other, from.id))[0]).toMatchObject({ id: young.id })
})

test('nobody learns of notes that are not for them', async () => {
  const secret = await house.write(author, { title: 'Secret plan', visibility: 'private' })
  const body = `[[Secret plan]] [see](note:${secret.id})`
  const open = await house.write(author, { title: 'Open', body })
  const unknown = { id: null, title: null }
  expect(await linksFor(other, open.id)).toEqual([
    { text: 'Secret plan', ...unknown },
    { text: 'see', ...unknown },
  ])
  for (const who of [author, owner])
    expect((await linksFor(who, open.id)).map((link) => link.title)).toEqual(['Secret plan', 'Secret plan'])

  const target = await house.write(other, { title: 'Target' })
  await house.write(author, { title: 'Diary', body: '[[Target]]', visibility: 'private' })
  const thrown = await house.write(author, { title: 'Thrown away', body: '[[Target]]' })
  await house.trash.remove(author, [thrown.id])
  await house.notes.create(elsewhere, { title: 'Elsewhere', body: `[[Target]] [x](note:${target.id})` })
  expect((await backlinksFor(other, target.id)).titles).toEqual([])
  expect((await backlinksFor(author, target.id)).titles).toEqual(['Diary'])

  const away = await house.notes.create(elsewhere, { title: 'Away', body: '' })
  const reaching = await house.write(author, { title: 'Reaching', body: `[x](note:${away.id}) [[Away]]` })
  expect(await linksFor(owner, reaching.id)).toEqual([
    { text: 'x', ...unknown },
    { text: 'Away', ...unknown },
  ])
})

test('pages of backlinks go on, past those that are hidden', async () => {
  const target = await house.write(author, { title: 'Hub' })
  for (let at = 0; at < 260; at += 1)
    await house.write(author, {
      title: `Spoke ${at}`,
      body: '[[hub]] [[Hub]]',
      visibility: at >= 10 && at < 250 ? 'private' : 'members',
    })
  const first = await backlinksFor(other, target.id, { limit: 12 })
  const second = await backlinksFor(other, target.id, { limit: 12, cursor: first.next! })
  expect(first.titles).toHaveLength(12)
  expect(new Set([...first.titles, ...second.titles]).size).toBe(20)
  expect(second.next).toBeNull()
})
