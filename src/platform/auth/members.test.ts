import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openTestHouse, type TestHouse } from './auth.fixture.ts'
import { changeRole } from './members.ts'

let house: TestHouse
let ada: string
let adaId: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
  adaId = (await house.call<{ account: { id: string } }>('GET /me', { as: ada })).body.account.id
})
afterEach(() => house.close())

const setRole = async (as: string, id: string, role: string) => {
  const { status, body } = await house.call(`PATCH /spaces/home/members/${id}`, { as, body: { role } })
  return [status, status === 200 ? body.role : body.code]
}
const remove = async (as: string, id: string) =>
  (await house.call(`DELETE /spaces/home/members/${id}`, { as })).status

test('members are listed by name in pages, addresses only for admins', async () => {
  const zoe = await house.join(ada, 'Zoe')
  await house.join(ada, 'émile')
  type Page = { items: { name: string; email: string | null }[]; nextCursor: string | null }
  const first = await house.call<Page>('GET /spaces/home/members?limit=2', { as: ada })
  expect(first.body.items.map((m) => m.name)).toEqual(['Ada', 'émile'])
  const rest = await house.call<Page>(`GET /spaces/home/members?limit=2&cursor=${first.body.nextCursor}`, {
    as: ada,
  })
  expect(rest.body).toMatchObject({ items: [{ name: 'Zoe', email: 'zoe@example.org' }], nextCursor: null })
  const seen = await house.call<Page>('GET /spaces/home/members', { as: zoe.cookie })
  expect(seen.body.items.map((m) => m.email)).toEqual([null, null, null])
  expect((await house.call('GET /spaces/home/members?cursor=abc.def', { as: ada })).body.code).toBe(
    'bad-cursor',
  )
})

test('nobody raises anyone above themselves nor touches who stands above them', async () => {
  const admin = await house.join(ada, 'Amy', 'admin')
  const member = await house.join(ada, 'Bob')
  expect(await setRole(admin.cookie, member.id, 'admin')).toEqual([200, 'admin'])
  expect(await setRole(admin.cookie, member.id, 'owner')).toEqual([403, 'role-too-low'])
  expect(await setRole(admin.cookie, admin.id, 'owner')).toEqual([403, 'role-too-low'])
  expect(await setRole(admin.cookie, adaId, 'member')).toEqual([403, 'role-too-low'])
  expect(await remove(admin.cookie, adaId)).toBe(403)
  expect(await setRole(ada, member.id, 'member')).toEqual([200, 'member'])
  expect(await setRole(member.cookie, member.id, 'admin')).toEqual([403, 'role'])
  expect(await remove(member.cookie, admin.id)).toBe(403)
})

test('the last owner stays, by lowering and by leaving', async () => {
  expect(await setRole(ada, adaId, 'admin')).toEqual([409, 'last-owner'])
  expect(await remove(ada, adaId)).toBe(409)
  const olga = await house.join(ada, 'Olga', 'owner')
  expect(await setRole(ada, adaId, 'member')).toEqual([200, 'member'])
  expect(await remove(olga.cookie, olga.id)).toBe(409)
})

test('of two owners who lower each other at once, one stays', async () => {
  const olga = await house.join(ada, 'Olga', 'owner')
  const both = await Promise.all([setRole(ada, olga.id, 'member'), setRole(olga.cookie, adaId, 'member')])
  expect(both.map(([status]) => Number(status)).toSorted((a, b) => a - b)).toEqual([200, 403])
})

test("a standing read before the asker's role was lowered gives nothing any more", async () => {
  const amy = await house.join(ada, 'Amy', 'admin')
  const bob = await house.join(ada, 'Bob')
  const standing = (await house.auth.accounts.standing('home', amy.id))!
  await setRole(ada, amy.id, 'member')
  await expect(
    changeRole({ ...house.parts, cursors: undefined as never }, standing, bob.id, 'operator'),
  ).rejects.toMatchObject({ code: 'role-too-low' })
})

test('a removed member is a stranger at once, keeps their account, and their open connection ends', async () => {
  const bob = await house.join(ada, 'Bob')
  const actor = await house.auth.actor({ method: 'GET', host: '', headers: { cookie: bob.cookie } } as never)
  const standing = await house.auth.standing(actor, 'home')
  expect(standing).toMatchObject({ role: 'member', accountId: bob.id })
  let ended = false
  house.auth.watch(actor, standing, () => (ended = true))
  expect(await remove(ada, bob.id)).toBe(204)
  expect((await house.call('GET /spaces/home/members', { as: bob.cookie })).status).toBe(404)
  expect((await house.call('GET /me', { as: bob.cookie })).body).toMatchObject({ spaces: [] })
  await until(() => ended, { seconds: 2 })
  expect(await remove(ada, bob.id)).toBe(404)
})

test('members may leave', async () => {
  const bob = await house.join(ada, 'Bob')
  expect(await remove(bob.cookie, bob.id)).toBe(204)
})

test('invitations do not outlive the role of who made them', async () => {
  const amy = await house.join(ada, 'Amy', 'admin')
  const made = await house.call<{ url: string }>('POST /spaces/home/invitations', {
    as: amy.cookie,
    body: { role: 'admin' },
  })
  await setRole(ada, amy.id, 'member')
  const token = made.body.url.split('#')[1]!
  expect((await house.call('POST /invitation-previews', { body: { token } })).status).toBe(404)
})

test('people are named, and who is gone is a former member', async () => {
  const bob = await house.join(ada, 'Bob')
  const gone = '01910000-0000-7000-8000-000000000000'
  const people = await house.auth.accounts.people([bob.id, gone, bob.id])
  expect(people.get(bob.id)).toEqual({ id: bob.id, name: 'Bob' })
  expect(people.get(gone)).toEqual({ id: gone, name: 'Former member' })
  await house.call('PATCH /me', { as: bob.cookie, body: { name: 'Robert' } })
  expect((await house.auth.accounts.people([bob.id])).get(bob.id)!.name).toBe('Robert')
  const { space } = (await house.auth.accounts.standing('home', null))!
  expect((await house.auth.accounts.members(space.id)).map((m) => m.name)).toEqual(['Ada', 'Robert'])
})
