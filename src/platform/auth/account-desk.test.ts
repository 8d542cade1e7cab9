import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { createAccount, deleteAccount, passwordResetLink, setBanned, setPassword } from './account-desk.ts'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'
import { findFirstSpace } from './space-store.ts'

let house: TestHouse
beforeEach(async () => {
  house = await openTestHouse()
})
afterEach(() => house.close())

const bob = { name: 'Bob', email: 'bob@example.org', password }

test('the first account owns a new house, later ones join it', async () => {
  const first = { ...bob, email: 'ada@example.org', space: 'Our Home' }
  expect(await createAccount(house.parts, first)).toMatchObject({ space: 'our-home' })
  expect((await house.call('GET /setup')).body).toMatchObject({ needed: false })
  await createAccount(house.parts, { ...bob, role: 'operator' })
  expect((await house.signIn('bob@example.org')).body).toMatchObject({
    spaces: [{ slug: 'our-home', role: 'operator' }],
  })
  await expect(createAccount(house.parts, bob)).rejects.toMatchObject({ code: 'email-taken' })
  await expect(createAccount(house.parts, { ...bob, space: 'nowhere' })).rejects.toMatchObject({
    code: 'no-space',
  })
  await expect(createAccount(house.parts, { ...bob, password: 'short' })).rejects.toMatchObject({
    code: 'short-password',
  })
})

test('a new password, set by hand or by a link, ends every session', async () => {
  const ada = await house.setUp()
  await setPassword(house.parts, 'ada@example.org', 'a new long password')
  const link = await passwordResetLink({ ...house.parts, config: house.config }, 'ada@example.org')
  const again = await house.signIn('ada@example.org', { password: 'a new long password' })
  expect((await house.call('GET /me', { as: ada })).status).toBe(401)
  const token = link.split('#')[1]
  await house.call('PUT /password-resets', { body: { token, password: 'yet another password' } })
  expect((await house.call('GET /me', { as: again.cookie! })).status).toBe(401)
  await expect(setPassword(house.parts, 'no@example.org', password)).rejects.toMatchObject({
    code: 'no-account',
  })
})

test('a banned account is shut out with its sessions and keys, until it is welcome again', async () => {
  const ada = await house.setUp()
  const { id, cookie } = await house.join(ada, 'Bob')
  const spaceId = (await findFirstSpace(house.db.read))!.id
  const made = await house.call<{ key: string }>('POST /api-keys', {
    as: cookie,
    body: { name: 'k', scopes: ['space:read'] },
  })
  expect((await house.call('GET /me', { as: made.body.key })).status).toBe(200)
  const role = () => house.auth.accounts.role(house.db.read, spaceId, id)
  expect(await role()).toBe('member')
  await setBanned(house.parts, 'bob@example.org', true)
  expect(await role()).toBeNull()
  const shut = async (as: string) => (await house.call('GET /me', { as })).status === 401
  await until(() => shut(cookie), { seconds: 3 })
  await until(() => shut(made.body.key), { seconds: 3 })
  expect((await house.signIn('bob@example.org')).body.code).toBe('banned')
  await setBanned(house.parts, 'bob@example.org', false)
  expect((await house.signIn('bob@example.org')).status).toBe(201)
  expect(await role()).toBe('member')
})

test('a deleted account leaves nothing that opens a door, and the last owner stays', async () => {
  const ada = await house.setUp()
  const { id, cookie } = await house.join(ada, 'Bob')
  await deleteAccount(house.parts, 'bob@example.org')
  expect((await house.call('GET /me', { as: cookie })).status).toBe(401)
  expect((await house.auth.accounts.people([id])).get(id)!.name).toBe('Former member')
  await expect(deleteAccount(house.parts, 'ada@example.org')).rejects.toMatchObject({ code: 'last-owner' })
})
