import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openTestHouse, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

type Made = { id: string; key: string; scopes: string[]; space: string | null; code?: string }
const make = (more: object = {}, as = ada) =>
  house.call<Made>('POST /api-keys', { as, body: { name: 'Script', scopes: ['space:read'], ...more } })

test('a key is shown once and stored only as a hash', async () => {
  const { status, body } = await make()
  expect(status).toBe(201)
  expect(body.key).toMatch(/^lh_[\w-]{43}$/)
  const listed = await house.call<{ items: object[]; scopes: object }>('GET /api-keys', { as: ada })
  expect(listed.body.items).toMatchObject([
    { id: body.id, name: 'Script', scopes: ['space:read'], space: null },
  ])
  expect(Object.keys(listed.body.scopes)).toEqual([
    'space:read',
    'space:write',
    'footage:read',
    'search:read',
    'audit:read',
  ])
  const rows = await house.db.read.selectFrom('api_keys').selectAll().execute()
  expect(JSON.stringify([rows, listed.body])).not.toContain(body.key.slice(3))
})

test('a key acts for its account within its scopes, and never in person', async () => {
  const { key } = (await make()).body
  expect((await house.call('GET /me', { as: key })).body).toMatchObject({ account: { name: 'Ada' } })
  expect((await house.call('GET /spaces/home/members', { as: key })).status).toBe(200)
  const edit = await house.call('PATCH /spaces/home', { as: key, body: { name: 'Mine' } })
  expect([edit.status, edit.body.code]).toEqual([403, 'scope'])
  for (const route of ['GET /me/sessions', 'GET /api-keys', 'DELETE /session'])
    expect((await house.call(route, { as: key })).body.code).toBe('in-person')
})

test('a key of one space is a stranger in every other', async () => {
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const { key, space } = (await make({ space: 'second' })).body
  expect(space).toBe('second')
  expect((await house.call('GET /spaces/second/members', { as: key })).status).toBe(200)
  expect((await house.call('GET /spaces/home/members', { as: key })).status).toBe(404)
  expect((await house.call('GET /spaces/home', { as: key })).body).toMatchObject({ role: null })
  expect((await house.call('GET /me', { as: key })).body).toMatchObject({ spaces: [{ slug: 'second' }] })
})

test('a revoked, an expired and a made-up key open nothing', async () => {
  const revoked = (await make()).body
  await house.call('GET /me', { as: revoked.key })
  expect((await house.call(`DELETE /api-keys/${revoked.id}`, { as: ada })).status).toBe(204)
  const expiring = (await make({ expiresAt: house.clock.iso(60) })).body
  expect((await house.call('GET /me', { as: expiring.key })).status).toBe(200)
  house.clock.forward(61)
  for (const key of [revoked.key, expiring.key, `lh_${'x'.repeat(43)}`, 'lh_short']) {
    const answer = await house.call('GET /me', { as: key })
    expect([answer.status, answer.body.code]).toEqual([401, 'bad-api-key'])
  }
})

test('what a key cannot be made for is refused with the reason', async () => {
  expect((await make({ scopes: ['space:read', 'moon:fly'] })).body).toMatchObject({
    code: 'unknown-scope',
    errors: [{ path: '/scopes/1' }],
  })
  expect((await make({ expiresAt: house.clock.iso(-1) })).body.code).toBe('past')
  expect((await make({ space: 'elsewhere' })).body.code).toBe('no-space')
  expect((await make({ scopes: ['constructor'] })).body.code).toBe('unknown-scope')
})

test("someone else's key cannot be revoked", async () => {
  const { id } = (await make()).body
  const bob = await house.join(ada, 'Bob')
  expect((await house.call(`DELETE /api-keys/${id}`, { as: bob.cookie })).status).toBe(404)
})

test('using a key needs no proof of origin, and is noted', async () => {
  const { key } = (await make({ scopes: ['space:write'] })).body
  const answer = await house.call('PATCH /spaces/home', {
    as: key,
    body: { name: 'Renamed' },
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  expect(answer.status).toBe(200)
  await house.auth.close()
  const row = await house.db.read.selectFrom('api_keys').select('last_used_at').executeTakeFirstOrThrow()
  expect(row.last_used_at).toBe(house.clock.iso())
})

test('an open connection of a key ends with the key', async () => {
  const { id, key } = (await make()).body
  const actor = await house.auth.actor({
    method: 'GET',
    host: '',
    headers: { authorization: `Bearer ${key}` },
  } as never)
  let ended = false
  house.auth.watch(actor, null, () => (ended = true))
  await house.call(`DELETE /api-keys/${id}`, { as: ada })
  expect(await until(() => ended, { seconds: 2 })).toBe(true)
})
