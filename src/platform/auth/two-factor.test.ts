import { TOTP, Secret } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() + steps * 30_000 })

const start = () =>
  house.call<{ secret: string; uri: string; recoveryCodes: string[] }>('POST /me/two-factor', {
    as: ada,
    body: { password },
  })
async function turnOn() {
  const { body } = await start()
  const done = await house.call('PUT /me/two-factor', { as: ada, body: { code: codeOf(body.secret) } })
  expect(done.status).toBe(204)
  house.clock.forward(30)
  return body
}
const signIn = async (code?: string) => {
  const answer = await house.signIn('ada@example.org', code === undefined ? {} : { code })
  return [answer.status, answer.body.code]
}

test('it guards nothing until a code has confirmed it', async () => {
  const { body } = await start()
  expect(body.uri).toMatch(/^otpauth:\/\/totp\/Home:ada%40example.org\?/)
  expect(await signIn()).toEqual([201, undefined])
  expect((await house.call('PUT /me/two-factor', { as: ada, body: { code: '000000' } })).body.code).toBe(
    'wrong-code',
  )
})

test('once on, signing in needs the password and then a code, and each code works once', async () => {
  const { secret } = await turnOn()
  expect(await signIn()).toEqual([401, 'code-needed'])
  const code = codeOf(secret)
  expect(await signIn(code)).toEqual([201, undefined])
  expect(await signIn(code)).toEqual([401, 'wrong-code'])
  expect(
    (await house.signIn('ada@example.org', { password: 'wrong one', code: codeOf(secret, 1) })).body.code,
  ).toBe('wrong-credentials')
  house.clock.forward(60)
  expect(await signIn(codeOf(secret, 1))).toEqual([201, undefined])
})

test('of two sign-ins with one code at the same time only one passes', async () => {
  const { secret } = await turnOn()
  const code = codeOf(secret)
  const both = await Promise.all([signIn(code), signIn(code)])
  expect(both.map(([status]) => Number(status)).toSorted((a, b) => a - b)).toEqual([201, 401])
})

test('the code that confirmed it cannot sign in', async () => {
  const { body } = await start()
  const code = codeOf(body.secret)
  await house.call('PUT /me/two-factor', { as: ada, body: { code } })
  expect(await signIn(code)).toEqual([401, 'wrong-code'])
})

test('a recovery code signs in once, however it is typed', async () => {
  const { recoveryCodes } = await turnOn()
  expect(recoveryCodes).toHaveLength(10)
  const typed = ` ${recoveryCodes[0]!.toUpperCase().replace('-', ' ')}`
  expect(await signIn(typed)).toEqual([201, undefined])
  expect(await signIn(typed)).toEqual([401, 'wrong-code'])
  expect(await signIn(recoveryCodes[1])).toEqual([201, undefined])
})

test('neither secret nor recovery codes can be read from the database', async () => {
  const { secret, recoveryCodes } = await turnOn()
  const rows = JSON.stringify([
    await house.db.read.selectFrom('two_factors').selectAll().execute(),
    await house.db.read.selectFrom('recovery_codes').selectAll().execute(),
  ])
  for (const clear of [secret, recoveryCodes[0]!, recoveryCodes[0]!.replace('-', '')])
    expect(rows).not.toContain(clear)
})

test('turning it on or off ends the other sessions, and off needs the password', async () => {
  const other = (await house.signIn('ada@example.org')).cookie!
  await turnOn()
  expect((await house.call('GET /me', { as: other })).status).toBe(401)
  expect((await house.call('GET /me', { as: ada })).body).toMatchObject({ account: { twoFactor: true } })
  const off = (given: string) => house.call('DELETE /me/two-factor', { as: ada, body: { password: given } })
  expect((await off('wrong one')).status).toBe(400)
  expect((await off(password)).status).toBe(204)
  expect(await signIn()).toEqual([201, undefined])
})

test('it cannot be set up anew while it is on', async () => {
  await turnOn()
  expect([(await start()).status, (await start()).body]).toMatchObject([409, { code: 'two-factor-on' }])
})
