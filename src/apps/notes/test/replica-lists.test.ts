import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { NoteTables } from '../server/note-tables.ts'
import { until } from '../../../../test/until.ts'
import { openPostgresHouse, type PostgresHouse } from '../../../../test/db/postgres-house.ts'

type Member = (method: string, path: string, body?: object) => Promise<{ status: number; body: Page & Note }>
type Note = { id: string; version: number }
type Page = { items: { title: string }[] }

let place: PostgresHouse
let owner: Member
let member: Member
let memberId: string
beforeAll(async () => {
  place = await openPostgresHouse({ replica: true })
  owner = memberOf(await signIn('/setup', { name: 'O', email: 'o@example.org', password, spaceName: 'One' }))
  const account = { name: 'M', email: 'm@example.org', password, space: 'one' }
  memberId = (await place.house.auth.desk.createAccount(account)).accountId
  member = memberOf(await signIn('/session', { email: account.email, password }))
  await owner('POST', '/spaces/one/notes', { title: 'The first', body: '' })
  await until(async () => (await answeredBy('replica')) > 0, { what: 'a list from the replica', seconds: 30 })
}, 120_000)
afterAll(() => place?.close())
afterEach(() => place.postgres.replica!.ask('select pg_wal_replay_resume()'))

const password = 'correct horse battery'

async function signIn(path: string, body: object): Promise<string> {
  const answer = await fetch(`${place.origin}/api/v1${path}`, {
    method: 'POST',
    headers: { origin: place.origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.headers.get('set-cookie')!.split(';')[0]!
}

const memberOf =
  (cookie: string): Member =>
  async (method, path, body) => {
    const answer = await fetch(`${place.origin}/api/v1${path}`, {
      method,
      headers: { origin: place.origin, cookie, 'content-type': 'application/json', 'if-match': '"1"' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Page & Note }
  }

const titles = async (who: Member) =>
  (await who('GET', '/spaces/one/notes')).body.items.map((note) => note.title)

/** Lists that a replica has answered so far; asks for one more. */
async function answeredBy(outcome: string): Promise<number> {
  await titles(member)
  const figures = await place.house.platform.metrics.registry.metrics()
  return Number(new RegExp(`replica_reads_total\\{outcome="${outcome}"\\} (\\d+)`).exec(figures)?.[1] ?? 0)
}

/** Until the fences of what was written before have been reached, so that lists come from the replica again. */
const caughtUp = () =>
  until(async () => {
    const before = await answeredBy('replica')
    return (await answeredBy('replica')) > before
  })

const pause = () => place.postgres.replica!.ask('select pg_wal_replay_pause()')

test('lists are asked of the replica: what the house writes by itself shows when it has come there', async () => {
  await caughtUp()
  await pause()
  const { db } = place.house.platform
  await db.tables<NoteTables>().transact((tx) => tx.updateTable('notes').set({ title: 'By a job' }).execute())
  expect(await titles(member)).toEqual(['The first'])
  await place.postgres.replica!.ask('select pg_wal_replay_resume()')
  await until(async () => (await titles(member))[0] === 'By a job')
})

test('what somebody has written is in the list at once, however far behind the replica is', async () => {
  await caughtUp()
  await pause()
  await member('POST', '/spaces/one/notes', { title: 'By the member', body: '' })
  expect(await titles(member)).toContain('By the member')
})

test('rights are never old', async () => {
  await caughtUp()
  const { body: secret } = await owner('POST', '/spaces/one/notes', { title: 'Soon private', body: '' })
  await until(async () => (await titles(member)).includes('Soon private'))
  await caughtUp()
  await pause()
  expect((await owner('PATCH', `/spaces/one/notes/${secret.id}`, { visibility: 'private' })).status).toBe(200)
  expect((await member('GET', `/spaces/one/notes/${secret.id}`)).status).toBe(404)
  expect(await titles(member)).not.toContain('Soon private')
  expect((await owner('DELETE', `/spaces/one/members/${memberId}`)).status).toBe(204)
  expect((await member('GET', '/spaces/one/notes')).status).toBe(404)
})
