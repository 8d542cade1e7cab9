import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openTestHouse, type TestHouse } from './auth.fixture.ts'
import { findFirstSpace } from './space-store.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

const choose = (as: string, mail: boolean) => house.call('PATCH /me/letters', { as, body: { mail } })
async function reached(...ids: string[]) {
  const space = (await findFirstSpace(house.db.read))!
  const found = await house.auth.accounts.recipients(space.id, ids)
  return found.map(
    ({ name, email, standing }) => `${name} ${email} ${standing.role} in ${standing.space.slug}`,
  )
}

test('letters about spaces reach their members, with what they may there', async () => {
  const [amy, bo] = [await house.join(ada, 'Amy', 'operator'), await house.join(ada, 'Bo')]
  expect((await reached(amy.id, bo.id)).toSorted()).toEqual([
    'Amy amy@example.org operator in home',
    'Bo bo@example.org member in home',
  ])
  expect(await reached()).toEqual([])
})

test('they do not reach who has left, is banned or belongs elsewhere', async () => {
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const [amy, bo] = [await house.join(ada, 'Amy'), await house.join(ada, 'Bo')]
  const olga = await house.join(ada, 'Olga', 'owner', 'second')
  await house.call(`DELETE /spaces/home/members/${amy.id}`, { as: amy.cookie })
  await house.auth.desk.setBanned('bo@example.org', true)
  expect(await reached(amy.id, bo.id, olga.id)).toEqual([])
  await house.auth.desk.setBanned('bo@example.org', false)
  expect(await reached(bo.id)).toHaveLength(1)
})

test('one switch ends them all, and lets them come again', async () => {
  const amy = await house.join(ada, 'Amy')
  const said = await house.call('GET /me/letters', { as: amy.cookie })
  expect(said.body).toEqual({ mail: true, houseSendsMail: true })
  expect((await choose(amy.cookie, false)).body).toEqual({ mail: false, houseSendsMail: true })
  expect(await reached(amy.id)).toEqual([])
  expect(await house.auth.accounts.takesLetters(amy.id)).toBe(false)
  await choose(amy.cookie, true)
  expect(await reached(amy.id)).toHaveLength(1)
})

test('a new password is mailed all the same', async () => {
  await house.work()
  await choose(ada, false)
  await house.call('POST /password-resets', { body: { email: 'ada@example.org' } })
  const [letter] = await until(() => house.outbox.length > 0 && house.outbox)
  expect(letter!.to).toBe('ada@example.org')
})

test('a house without mail says so', async () => {
  const quiet = await openTestHouse({ mail: false })
  const cookie = await quiet.setUp()
  const said = await quiet.call('GET /me/letters', { as: cookie })
  expect(said.body).toEqual({ mail: true, houseSendsMail: false })
  await quiet.close()
})
