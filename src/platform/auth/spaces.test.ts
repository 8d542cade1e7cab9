import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './auth.fixture.ts'
import { freeSlug, slugOf } from './slugs.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

const create = (as: string, body: object) => house.call('POST /spaces', { as, body })

test('an owner of the first space makes more, each with an address of its own', async () => {
  expect((await create(ada, { name: 'Dash Cams' })).body).toMatchObject({ slug: 'dash-cams', role: 'owner' })
  expect((await create(ada, { name: 'Dash  cams!' })).body).toMatchObject({ slug: 'dash-cams-2' })
  expect((await create(ada, { name: 'X', slug: 'dash-cams' })).body.code).toBe('slug-taken')
  expect((await create(ada, { name: 'X', slug: 'x' })).status).toBe(201)
})

test('others may not, not even owners of another space', async () => {
  await create(ada, { name: 'Second' })
  const amy = await house.join(ada, 'Amy', 'admin')
  const olga = await house.join(ada, 'Olga', 'owner', 'second')
  expect((await create(amy.cookie, { name: 'Mine' })).status).toBe(403)
  expect((await create(olga.cookie, { name: 'Mine' })).status).toBe(403)
})

test('name and description are for admins to change and seen at once', async () => {
  const amy = await house.join(ada, 'Amy', 'admin')
  const bob = await house.join(ada, 'Bob', 'operator')
  const edit = (as: string) =>
    house.call('PATCH /spaces/home', { as, body: { name: 'Our home', description: 'All of us' } })
  expect((await edit(bob.cookie)).status).toBe(403)
  expect((await edit(amy.cookie)).body).toMatchObject({ name: 'Our home', role: 'admin' })
  expect((await house.call('GET /spaces/home')).body).toMatchObject({ description: 'All of us', role: null })
})

test('a space that does not exist and one that is closed to the asker look the same', async () => {
  await create(ada, { name: 'Second' })
  const stranger = await house.join(ada, 'Eve', 'member', 'second')
  const real = await house.call('GET /spaces/home/members', { as: stranger.cookie })
  const made = await house.call('GET /spaces/nowhere/members', { as: stranger.cookie })
  expect(real.status).toBe(404)
  expect({ ...real.body, requestId: '' }).toEqual({ ...made.body, requestId: '' })
})

test.each([
  ['Église Saint-Luc', 'eglise-saint-luc'],
  ['  Straße & Łódź  ', 'strasse-lodz'],
  ['日本語', 'space'],
  ['---', 'space'],
  ['a'.repeat(60), 'a'.repeat(40)],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('the address of "%s" is "%s"', (name, slug) => expect(slugOf(name)).toBe(slug))

test('a taken address is counted up and still fits', () => {
  expect(freeSlug('home', ['home', 'home-2', 'homely'])).toBe('home-3')
  expect(freeSlug('a'.repeat(40), ['a'.repeat(40)])).toBe(`${'a'.repeat(38)}-2`)
})
