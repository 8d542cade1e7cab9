import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

type Made = { id: string; url: string; usesLeft: number; code?: string }
const invite = (body: object, as = ada) => house.call<Made>('POST /spaces/home/invitations', { as, body })
const tokenOf = async (body: object) => (await invite(body)).body.url.split('#')[1]!
const person = (name: string) => ({ name, email: `${name}@example.org`, password })
const accept = (body: object, as?: string) => house.call('POST /memberships', { body, ...(as && { as }) })

test('the token stands behind # and is stored only as a hash', async () => {
  const { body } = await invite({ role: 'member' })
  expect(body.url).toMatch(/^http:\/\/localhost:5000\/invite#[\w-]{43}$/)
  const rows = await house.db.read.selectFrom('invitations').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(body.url.split('#')[1])
  const list = await house.call('GET /spaces/home/invitations', { as: ada })
  expect(list.body).toMatchObject({ items: [{ id: body.id, url: null, usesLeft: 1 }] })
})

test('a link makes a new account a member, once', async () => {
  const token = await tokenOf({ role: 'operator' })
  const preview = await house.call('POST /invitation-previews', { body: { token } })
  expect(preview.body).toMatchObject({ space: { slug: 'home', name: 'Home' }, role: 'operator' })
  const joined = await accept({ token, account: person('bob') })
  expect(joined.status).toBe(201)
  expect(joined.body).toMatchObject({
    account: { name: 'bob' },
    spaces: [{ slug: 'home', role: 'operator' }],
  })
  expect((await house.call('GET /me', { as: joined.cookie! })).status).toBe(200)
  expect((await accept({ token, account: person('eve') })).body.code).toBe('invitation-closed')
  expect(await house.db.read.selectFrom('accounts').select('id').execute()).toHaveLength(2)
})

test('of many who take the last place at once, exactly one gets it', async () => {
  const token = await tokenOf({ role: 'member', uses: 2 })
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => accept({ token, account: person(name) })))
  expect(all.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([201, 201, 404, 404])
})

test('a signed-in account joins as itself; who is a member already spends nothing', async () => {
  house.clock.forward(1)
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const olga = await house.join(ada, 'Olga', 'owner', 'second')
  const token = await tokenOf({ role: 'admin' })
  expect((await accept({ token }, ada)).body).toMatchObject({ spaces: [{ slug: 'home', role: 'owner' }, {}] })
  expect((await accept({ token }, olga.cookie)).body).toMatchObject({
    spaces: [{ slug: 'home', role: 'admin' }, { slug: 'second' }],
  })
  expect((await house.call('GET /spaces/home/members', { as: olga.cookie })).status).toBe(200)
})

test('without a session and without a new account nobody joins; a taken address signs in first', async () => {
  const token = await tokenOf({ role: 'member' })
  expect((await accept({ token })).status).toBe(401)
  const taken = await accept({ token, account: { ...person('x'), email: 'ADA@example.org' } })
  expect([taken.status, taken.body.code]).toEqual([409, 'email-taken'])
})

test('an invitation ends by time and by revoking', async () => {
  const short = await tokenOf({ role: 'member', days: 1 })
  house.clock.forward(24 * 3600 + 1)
  expect((await accept({ token: short, account: person('bob') })).status).toBe(404)
  const { id, url } = (await invite({ role: 'member' })).body
  expect((await house.call(`DELETE /spaces/home/invitations/${id}`, { as: ada })).status).toBe(204)
  expect((await accept({ token: url.split('#')[1], account: person('bob') })).status).toBe(404)
  expect((await house.call(`DELETE /spaces/home/invitations/${id}`, { as: ada })).status).toBe(404)
})

test('nobody invites above their own role, and an invitation belongs to its space', async () => {
  const amy = await house.join(ada, 'Amy', 'admin')
  expect((await invite({ role: 'owner' }, amy.cookie)).body.code).toBe('role-too-low')
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const { id } = (await invite({ role: 'member' })).body
  expect((await house.call(`DELETE /spaces/second/invitations/${id}`, { as: ada })).status).toBe(404)
})
