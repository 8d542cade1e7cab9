import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SearchHit } from '../../contract/search.ts'
import type { Page } from '../../contract/shapes.ts'
import { openTestHouse, type TestHouse } from '../auth/auth.fixture.ts'
import { newId } from '../ids.ts'
import type { SearchEntry } from './search.ts'

let house: TestHouse
let ada: string
let spaceId: string
const entries = new Map<string, SearchEntry>()
beforeEach(async () => {
  entries.clear()
  house = await openTestHouse({
    sources: [
      {
        kind: 'clip',
        scope: 'footage:read',
        read: async (ids) => ids.flatMap((id) => entries.get(id) ?? []),
        every: async () => [],
      },
    ],
  })
  ada = await house.setUp()
  spaceId = (await house.db.read.selectFrom('spaces').select('id').executeTakeFirstOrThrow()).id
})
afterEach(() => house.close())

async function put(more: Partial<SearchEntry>): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z'
  const entry: SearchEntry = {
    kind: 'clip',
    id: newId(),
    spaceId,
    title: 'Ada’s clip',
    tags: ['tag'],
    text: 'words',
    authorId: null,
    visibility: 'members',
    archived: false,
    has: [],
    at,
    ...more,
  }
  entries.set(entry.id, entry)
  await house.db.transact((tx) => house.parts.search.changed(tx, entry))
}
/** On a busy machine the index may take longer than a query waits for it. */
async function ask(query: string, as?: string) {
  await house.parts.search.settle()
  return house.call<Page<SearchHit> & { code: string }>(
    `GET /spaces/home/search?${query}`,
    as === undefined ? {} : { as },
  )
}
const kinds = async (query: string, as?: string) =>
  (await ask(query, as)).body.items.map((hit) => hit.kind).toSorted()
const key = async (...scopes: string[]) =>
  (await house.call<{ key: string }>('POST /api-keys', { as: ada, body: { name: 'k', scopes } })).body.key

test('one box finds every kind, with who made it', async () => {
  const { id } = await house.join(ada, 'Bob')
  await put({ authorId: id })
  expect(await kinds('q=ada', ada)).toEqual(['clip', 'member'])
  expect(await kinds('q=ada&kind=clip', ada)).toEqual(['clip'])
  expect(await kinds('q=ada&kind=nothing', ada)).toEqual([])
  const { body } = await ask('q=clip', ada)
  expect(body.items).toEqual([
    {
      kind: 'clip',
      id: expect.any(String) as string,
      title: [
        { text: 'Ada’s ', hit: false },
        { text: 'clip', hit: true },
      ],
      snippet: [],
      tags: ['tag'],
      author: { id, name: 'Bob' },
      at: '2026-01-01T00:00:00.000Z',
      archived: false,
    },
  ])
})

test('guests and strangers find what is public', async () => {
  await put({ title: 'open', visibility: 'public' })
  await put({ title: 'closed' })
  const guest = await ask('q=-none')
  expect(guest.body.items.map((hit) => hit.title[0]!.text)).toEqual(['open'])
  expect((await house.call('GET /spaces/nowhere/search?q=a')).status).toBe(404)
})

test('a key finds the kinds whose scopes it has', async () => {
  await put({})
  expect(await kinds('q=ada', await key('search:read', 'space:read', 'footage:read'))).toEqual([
    'clip',
    'member',
  ])
  expect(await kinds('q=ada', await key('search:read', 'space:read'))).toEqual(['member'])
  expect(await kinds('q=ada', await key('search:read'))).toEqual([])
  expect(await kinds('q=ada&kind=clip', await key('search:read', 'space:read'))).toEqual([])
  expect((await ask('q=ada', await key('footage:read', 'space:read'))).status).toBe(403)
})

test('pages, and what is asked wrongly', async () => {
  for (const n of [1, 2, 3]) await put({ title: `part ${n}` })
  const first = await ask('q=part&limit=2', ada)
  expect(first.body.items).toHaveLength(2)
  const rest = await ask(`q=part&limit=2&cursor=${first.body.nextCursor}`, ada)
  expect([rest.body.items.length, rest.body.nextCursor]).toEqual([1, null])
  expect((await ask(`q=other&limit=2&cursor=${first.body.nextCursor}`, ada)).body.code).toBe('bad-cursor')
  expect((await ask('', ada)).status).toBe(400)
  expect((await ask(`q=${'a'.repeat(401)}`, ada)).status).toBe(400)
  expect((await ask('q=%00%22*&kind=clip', ada)).status).toBe(200)
})
