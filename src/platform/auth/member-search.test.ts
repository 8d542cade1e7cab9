import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './auth.fixture.ts'
import { memberSource } from './member-search.ts'

let house: TestHouse
let ada: string
let spaceId: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
  spaceId = (await house.db.read.selectFrom('spaces').select('id').executeTakeFirstOrThrow()).id
})
afterEach(() => house.close())

const found = async (text: string, sees: 'public' | 'all' = 'all') => {
  const viewer = { sees, accountId: '' } as const
  const { items } = await house.parts.search.find({ spaceId, viewer, text, limit: 10 })
  return items.map((item) => item.title.map((piece) => piece.text).join(''))
}

test('members are found by their names, by members', async () => {
  await house.join(ada, 'Zátopek')
  expect(await found('ada')).toEqual(['Ada'])
  expect(await found('zatopek')).toEqual(['Zátopek'])
  expect(await found('zat')).toEqual(['Zátopek'])
  expect(await found('ada', 'public')).toEqual([])
})

test('a new name counts at once; who left, was removed or deleted is not found', async () => {
  const bob = await house.join(ada, 'Bob')
  await house.join(ada, 'Cleo')
  await house.call('PATCH /me', { as: bob.cookie, body: { name: 'Robert' } })
  expect(await found('bob')).toEqual([])
  expect(await found('robert')).toEqual(['Robert'])
  await house.call(`DELETE /spaces/home/members/${bob.id}`, { as: ada })
  expect(await found('robert')).toEqual([])
  await house.auth.desk.deleteAccount('cleo@example.org')
  expect(await found('cleo')).toEqual([])
})

test('a member of two spaces is found in each of them', async () => {
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const second = await house.call<{ id: string }>('GET /spaces/second', { as: ada })
  expect(await found('ada')).toEqual(['Ada'])
  spaceId = second.body.id
  expect(await found('ada')).toEqual(['Ada'])
})

test('the index can be filled from the members there are', async () => {
  const bob = await house.join(ada, 'Bob')
  const source = memberSource(house)
  const all = await source.every(null, 10)
  expect(all).toHaveLength(2)
  expect(all).toContainEqual({ id: bob.id, spaceId })
  const one = await source.every(null, 1)
  expect([...one, ...(await source.every(one[0]!.id, 1))]).toEqual(all)
  expect(await source.every(all[1]!.id, 10)).toEqual([])
})
