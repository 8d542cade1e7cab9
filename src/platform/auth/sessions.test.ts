import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'
import { cookieValue, endedCookie } from './cookies.ts'
import { hashToken } from './tokens.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

const mine = async (as: string) => {
  const { body } = await house.call<{ items: { id: string; current: boolean; device: string }[] }>(
    'GET /me/sessions',
    { as },
  )
  return body.items
}
const day = 24 * 3600

test('signing in answers who I am and sets a cookie whose token is stored only as a hash', async () => {
  const { status, body, cookie } = await house.signIn(' ADA@example.org ')
  expect(status).toBe(201)
  expect(body).toMatchObject({ account: { email: 'ada@example.org' }, spaces: [{ role: 'owner' }] })
  const token = cookieValue(cookie!, 'lh_session')!
  const rows = await house.db.read.selectFrom('sessions').selectAll().execute()
  expect(rows.map((row) => row.token_hash)).toContain(hashToken(token))
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('a wrong password and an unknown account get the same answer', async () => {
  const wrong = await house.signIn('ada@example.org', { password: 'not this one' })
  const unknown = await house.signIn('nobody@example.org')
  expect(wrong.status).toBe(401)
  expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  expect(wrong.cookie).toBeNull()
})

test('the sixth try in a minute is refused, by account and by address', async () => {
  const byAccount = []
  for (let i = 0; i < 6; i++) byAccount.push((await house.signIn('someone@example.org')).status)
  expect(byAccount).toEqual([401, 401, 401, 401, 401, 429])
  const byAddress = []
  for (let i = 0; i < 6; i++) {
    const body = { email: `p${i}@example.org`, password }
    byAddress.push((await house.call('POST /session', { from: '9.9.9.9', body })).status)
  }
  expect(byAddress).toEqual([401, 401, 401, 401, 401, 429])
})

test('signing out ends the session for whoever kept its cookie', async () => {
  expect((await house.call('DELETE /session', { as: ada })).status).toBe(204)
  const after = await house.call('GET /me', { as: ada })
  expect([after.status, after.body.code]).toEqual([401, 'session-ended'])
  expect(after.headers.get('set-cookie')).toBe(endedCookie(house.config))
})

test('a dead cookie keeps nobody from signing in', async () => {
  await house.call('DELETE /session', { as: ada })
  const again = await house.call('POST /session', { as: ada, body: { email: 'ada@example.org', password } })
  expect(again.status).toBe(201)
})

test('signing in again from the same browser replaces its session', async () => {
  const again = await house.call('POST /session', { as: ada, body: { email: 'ada@example.org', password } })
  expect((await house.call('GET /me', { as: ada })).status).toBe(401)
  expect(await mine(again.cookie!)).toHaveLength(1)
})

test('the list shows devices, the newest first; one or all others can be ended', async () => {
  house.clock.forward(1)
  const phone = await house.call('POST /session', {
    body: { email: 'ada@example.org', password },
    headers: { 'user-agent': 'Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0' },
  })
  house.clock.forward(1)
  const laptop = await house.signIn('ada@example.org')
  const list = await mine(ada)
  expect(list.map((s) => s.current)).toEqual([false, false, true])
  expect(list[1]!.device).toBe('Firefox on Android')
  expect((await house.call(`DELETE /me/sessions/${list[1]!.id}`, { as: ada })).status).toBe(204)
  expect((await house.call('GET /me', { as: phone.cookie! })).status).toBe(401)
  expect((await house.call('DELETE /me/sessions', { as: ada })).status).toBe(204)
  expect((await house.call('GET /me', { as: laptop.cookie! })).status).toBe(401)
  expect(await mine(ada)).toHaveLength(1)
})

test("someone else's session cannot be seen nor ended", async () => {
  const bob = await house.join(ada, 'Bob')
  const [session] = await mine(ada)
  expect((await house.call(`DELETE /me/sessions/${session!.id}`, { as: bob.cookie })).status).toBe(404)
  expect((await house.call('GET /me', { as: ada })).status).toBe(200)
})

test('a session ends after 30 idle days and after 180 days in any case', async () => {
  house.clock.forward(29 * day)
  const { cookie } = await house.signIn('ada@example.org')
  house.clock.forward(2 * day)
  expect((await house.call('GET /me', { as: ada })).status).toBe(401)
  for (let i = 0; i < 7; i++) {
    house.clock.forward(25 * day)
    await house.db.transact((tx) =>
      tx.updateTable('sessions').set({ last_seen_at: house.clock.iso() }).execute(),
    )
    expect((await house.call('GET /me', { as: cookie! })).status).toBe(200)
  }
  house.clock.forward(4 * day)
  expect((await house.call('GET /me', { as: cookie! })).status).toBe(401)
})

test('changing the password ends all other sessions and the old password', async () => {
  const other = (await house.signIn('ada@example.org')).cookie!
  const change = (current: string, as = ada) =>
    house.call('PUT /me/password', { as, body: { current, next: 'a new long password' } })
  expect((await change('wrong one')).body.code).toBe('wrong-password')
  expect((await change(password)).status).toBe(204)
  expect((await house.call('GET /me', { as: ada })).status).toBe(200)
  expect((await house.call('GET /me', { as: other })).status).toBe(401)
  expect((await house.signIn('ada@example.org')).status).toBe(401)
  expect((await house.signIn('ada@example.org', { password: 'a new long password' })).status).toBe(201)
})

test('an account keeps its hundred newest sessions', async () => {
  await house.db.transact(async (tx) => {
    const row = await tx.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    for (let i = 0; i < 105; i++)
      await tx
        .insertInto('sessions')
        .values({ ...row, id: row.id.slice(0, -3) + i.toString(16).padStart(3, '0'), token_hash: `old ${i}` })
        .onConflict((c) => c.doNothing())
        .execute()
  })
  const { cookie } = await house.signIn('ada@example.org')
  expect(await mine(cookie!)).toHaveLength(100)
})

test('last seen is written together, later, and not by the request', async () => {
  const before = await house.db.read.selectFrom('sessions').select('last_seen_at').executeTakeFirstOrThrow()
  house.clock.forward(3600)
  await house.call('GET /me', { as: ada })
  const row = () => house.db.read.selectFrom('sessions').select('last_seen_at').executeTakeFirstOrThrow()
  expect(await row()).toEqual(before)
  await house.auth.close()
  expect((await row()).last_seen_at).toBe(house.clock.iso())
})

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a sibling host', { 'sec-fetch-site': 'same-site' }, 403],
  ['a foreign origin', { origin: 'https://evil.example' }, 403],
  ['nowhere it would name', {}, 403],
  ['this origin', { origin: 'http://localhost:5000' }, 200],
])('a request with the cookie that comes from %s: %s → %i', async (_name, given, status) => {
  const answer = await house.call('PATCH /me', { as: ada, body: { name: 'Ada L.' }, headers: given })
  expect(answer.status).toBe(status)
})

test('another site cannot sign a visitor in either', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  const answer = await house.call('POST /session', { body: { email: 'ada@example.org', password }, headers })
  expect([answer.status, answer.body.code]).toEqual([403, 'cross-site'])
})

test('an open connection hears within two seconds that its session has ended', async () => {
  const actor = await house.auth.actor({
    method: 'GET',
    host: 'localhost:5000',
    headers: { cookie: ada },
  } as never)
  let ended = false
  house.auth.watch(actor, null, () => (ended = true))
  await house.call('PATCH /me', { as: ada, body: { name: 'Still here' } })
  expect(ended).toBe(false)
  await house.call('DELETE /session', { as: ada })
  expect(await until(() => ended, { seconds: 2 })).toBe(true)
})

test('a revocation by another process, which nobody announces here, counts within two seconds', async () => {
  const actor = await house.auth.actor({ method: 'GET', host: '', headers: { cookie: ada } } as never)
  let ended = false
  house.auth.watch(actor, null, () => (ended = true))
  await house.db.transact((tx) => tx.deleteFrom('sessions').execute())
  expect(await until(() => ended, { seconds: 2 })).toBe(true)
  await until(async () => (await house.call('GET /me', { as: ada })).status === 401, { seconds: 3 })
})
