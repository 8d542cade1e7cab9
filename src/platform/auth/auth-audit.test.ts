import { TOTP } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditTables } from '../audit/audit-tables.ts'
import { openTestHouse, password, type TestHouse } from './auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

/** The last entries, in their order. */
async function log(count: number): Promise<string[]> {
  const { read } = house.db.tables<AuditTables>()
  const rows = await read.selectFrom('audit_entries').selectAll().orderBy('id').execute()
  return rows.slice(-count).map((row) => `${row.actor === 'house' ? 'house' : 'account'} ${row.action}`)
}
const later = () => house.clock.forward(60)

test('a second factor that comes and goes is told in every space of its owner', async () => {
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const { body } = await house.call<{ secret: string }>('POST /me/two-factor', {
    as: ada,
    body: { password },
  })
  later()
  const code = new TOTP({ secret: body.secret }).generate({ timestamp: house.clock.now() })
  expect((await house.call('PUT /me/two-factor', { as: ada, body: { code } })).status).toBe(204)
  expect(await log(2)).toEqual(Array(2).fill('account account.two-factor-on'))
  later()
  expect((await house.call('DELETE /me/two-factor', { as: ada, body: { password } })).status).toBe(204)
  expect(await log(2)).toEqual(Array(2).fill('account account.two-factor-off'))
})

test('what is done at the desk of the machine is the house’s', async () => {
  const bob = await house.join(ada, 'Bob')
  const email = 'bob@example.org'
  const { desk } = house.auth
  later()
  await desk.setPassword(email, `${password}!`, { twoFactorOff: true })
  later()
  await desk.setBanned(email, true)
  later()
  await desk.setBanned(email, false)
  later()
  await desk.deleteAccount(email)
  later()
  await desk.createAccount({ name: 'Cleo', email: 'cleo@example.org', password })
  expect(await log(5)).toEqual([
    'house account.password-set',
    'house account.banned',
    'house account.unbanned',
    'house account.deleted',
    'house member.added',
  ])
  const { items } = (
    await house.call<{ items: { subject: { id: string; name: string } }[] }>(
      `GET /spaces/home/audit?subject=${bob.id}&limit=1`,
      { as: ada },
    )
  ).body
  expect(items[0]!.subject).toMatchObject({ name: 'Bob' })
})
