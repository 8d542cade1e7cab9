import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
beforeEach(async () => {
  house = await openTestHouse()
})
afterEach(() => house.close())

const ada = { name: 'Ada', email: 'ada@example.org', password, spaceName: 'Église Saint-Luc' }
const here = { from: '127.0.0.1' }

test('the first owner gets a space with an address made from its name, and is signed in', async () => {
  const before = await house.call('GET /setup', here)
  expect(before.body).toEqual({ needed: true, tokenNeeded: false, apps: ['footage'] })
  const done = await house.call('POST /setup', { ...here, body: ada })
  expect(done.status).toBe(201)
  expect(done.body).toMatchObject({
    account: { name: 'Ada', email: 'ada@example.org', twoFactor: false },
    spaces: [{ slug: 'eglise-saint-luc', name: 'Église Saint-Luc', role: 'owner' }],
  })
  expect(done.headers.get('set-cookie')).toMatch(
    /^lh_session=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax$/,
  )
  expect((await house.call('GET /me', { as: done.cookie! })).body).toEqual(done.body)
  expect((await house.call('GET /first-space')).body).toEqual({
    space: { slug: 'eglise-saint-luc', name: 'Église Saint-Luc' },
  })
  expect((await house.call('GET /setup', here)).body).toMatchObject({ needed: false, tokenNeeded: false })
})

test('of two setups at once exactly one wins, and a later one is refused', async () => {
  const answers = await Promise.all([
    house.call('POST /setup', { ...here, body: ada }),
    house.call('POST /setup', { ...here, body: { ...ada, email: 'eve@example.org' } }),
  ])
  expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([201, 409])
  expect(answers.find((a) => a.status === 409)!.body).toMatchObject({ code: 'already-set-up' })
  expect((await house.call('POST /setup', { ...here, body: ada })).body).toMatchObject({
    code: 'already-set-up',
  })
  expect(await house.db.read.selectFrom('accounts').select('id').execute()).toHaveLength(1)
})

test.each([
  ['another machine', { from: '192.168.1.7' }],
  ['a proxy on this machine', { ...here, headers: { 'x-forwarded-for': '1.2.3.4' } }],
  ['a proxy that says so with Via', { ...here, headers: { via: '1.1 proxy' } }],
  ['another name of this machine', { ...here, headers: { host: 'house.example' } }],
])('from %s setup needs the token', async (_name, ask) => {
  const token = await house.auth.setupToken()
  expect((await house.call('GET /setup', ask)).body).toMatchObject({ tokenNeeded: true })
  const without = await house.call('POST /setup', { ...ask, body: ada })
  expect([without.status, without.body.code]).toEqual([403, 'setup-token'])
  const wrong = await house.call('POST /setup', { ...ask, body: { ...ada, token: 'x'.repeat(32) } })
  expect(wrong.status).toBe(403)
  expect((await house.call('POST /setup', { ...ask, body: { ...ada, token: token! } })).status).toBe(201)
})

test('a house reached over TLS stands behind a proxy: it always needs the token', async () => {
  const secure = await openTestHouse({ secure: true })
  expect((await secure.call('GET /setup', here)).body).toMatchObject({ tokenNeeded: true })
  await secure.close()
})

test('the token lies in a file for its owner alone until setup is done', async () => {
  const file = join(house.config.dataDir, 'setup-token')
  const token = await house.auth.setupToken()
  expect(await readFile(file, 'utf8')).toBe(`${token}\n`)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await house.setUp()
  await expect(stat(file)).rejects.toThrow('ENOENT')
  expect(await house.auth.setupToken()).toBeNull()
})
