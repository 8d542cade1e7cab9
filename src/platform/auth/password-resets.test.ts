import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
  await house.work()
})
afterEach(() => house.close())

const ask = (email: string) => house.call('POST /password-resets', { body: { email } })
const use = (token: string, next = 'a new long password') =>
  house.call('PUT /password-resets', { body: { token, password: next } })
async function letterFor(email: string) {
  const before = house.outbox.length
  await ask(email)
  const letter = await until(() => house.outbox[before])
  return /#([\w-]{43})/.exec(letter.text)![1]!
}

test('a letter with a link sets a new password once, and every session ends', async () => {
  const token = await letterFor('Ada@example.org')
  expect(house.outbox[0]!.to).toBe('ada@example.org')
  expect(house.outbox[0]!.text).toContain(`http://localhost:5000/reset-password#${token}`)
  expect((await use(token)).status).toBe(204)
  expect((await house.call('GET /me', { as: ada })).status).toBe(401)
  expect((await house.signIn('ada@example.org')).status).toBe(401)
  expect((await house.signIn('ada@example.org', { password: 'a new long password' })).status).toBe(201)
  expect((await use(token)).body.code).toBe('reset-closed')
})

test('of two who use a link at once, one does', async () => {
  const token = await letterFor('ada@example.org')
  const both = await Promise.all([use(token), use(token, 'another long password')])
  expect(both.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([204, 404])
})

test('a link is good for an hour, and only the newest', async () => {
  const first = await letterFor('ada@example.org')
  const second = await letterFor('ada@example.org')
  expect((await use(first)).status).toBe(404)
  house.clock.forward(3601)
  expect((await use(second)).status).toBe(404)
})

test('the answer does not tell whether an account exists, and nobody unknown gets a letter', async () => {
  const known = await ask('ada@example.org')
  const unknown = await ask('nobody@example.org')
  expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
  const jobs = () => house.auth.jobs.length > 0 && house.db.tables<{ jobs: { state: string } }>().read
  await until(async () => {
    const rows = await (jobs() || undefined)!.selectFrom('jobs').select('state').execute()
    return rows.length === 2 && rows.every((row) => row.state === 'done')
  })
  expect(house.outbox.map((letter) => letter.to)).toEqual(['ada@example.org'])
})

test('no token and no address lies in clear in a job', async () => {
  const token = await letterFor('ada@example.org')
  const rows = await house.db
    .tables<{ jobs: { payload: string; unique_key: string } }>()
    .read.selectFrom('jobs')
    .select(['payload', 'unique_key'])
    .execute()
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`ada@example|${token}`))
})

test('a house without mail says so and does nothing', async () => {
  const quiet = await openTestHouse({ mail: false })
  await quiet.setUp()
  const answer = await quiet.call('POST /password-resets', { body: { email: 'ada@example.org' } })
  expect(answer.body).toEqual({ mail: false })
  await quiet.close()
})

test('a change of password closes the links that were sent before', async () => {
  const token = await letterFor('ada@example.org')
  const body = { current: password, next: 'a new long password' }
  expect((await house.call('PUT /me/password', { as: ada, body })).status).toBe(204)
  expect((await use(token)).status).toBe(404)
})
