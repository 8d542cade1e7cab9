import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Line, Strict } from '../../contract/shapes.ts'
import { until } from '../../../test/until.ts'
import { handle } from './handle.ts'
import { as, openTestHttp } from './http.fixture.ts'
import type { IdempotencyTables } from './idempotency-store.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'

const create = route({
  id: 'thing.create',
  method: 'POST',
  path: '/spaces/:space/things',
  summary: 'Makes a thing',
  access: { who: 'member', scope: 'things:write' },
  params: Strict({ space: Type.String({ maxLength: 40 }) }),
  body: Strict({ name: Line(20) }),
  status: 201,
  answer: Strict({ id: Type.String(), name: Type.String() }),
  idempotent: true,
})

/** What happens inside and after the transaction, as each test wants it. */
const during = { work: async () => {}, after: async () => {} }
let house: Awaited<ReturnType<typeof openTestHttp>>
beforeAll(async () => {
  house = await openTestHttp({
    routes: (db) => [
      handle(create, async ({ body }) => {
        const thing = { id: newId(), name: body.name }
        await db.transact(async (tx) => {
          await tx.insertInto('things').values(thing).execute()
          await during.work()
        })
        await during.after()
        return thing
      }),
    ],
  })
})
beforeEach(() => {
  during.work = during.after = async () => {}
})
afterAll(() => house.end())

const send = (key: string, name: string, who = 'member') =>
  house.app.inject({
    method: 'POST',
    url: '/api/v1/spaces/hall/things',
    headers: { ...as(who), 'idempotency-key': key },
    payload: { name },
  })
const made = async (name: string) => (await house.things()).filter((thing) => thing.name === name).length
const fails = () => Promise.reject(new Error('torn off'))

test('the same key and body give the same answer and do the work once', async () => {
  const first = await send('key-1', 'ball')
  const again = await send('key-1', 'ball')
  expect([first.statusCode, again.statusCode]).toEqual([201, 201])
  expect(again.json()).toEqual(first.json())
  expect(await made('ball')).toBe(1)
})

test('another body is refused with 422', async () => {
  await send('key-2', 'kite')
  const other = await send('key-2', 'boat')
  expect([other.statusCode, other.json().code]).toEqual([422, 'key-reused'])
  expect(await made('boat')).toBe(0)
})

test('keys of two people are two keys', async () => {
  await send('key-3', 'drum')
  expect((await send('key-3', 'flute', 'admin')).statusCode).toBe(201)
})

test('twenty at once do the work once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => send('key-4', 'lamp')))
  expect(await made('lamp')).toBe(1)
  const statuses = answers.map((answer) => answer.statusCode)
  expect(statuses).toContain(201)
  const others = answers.filter((answer) => answer.statusCode !== 201)
  expect(others.every((answer) => answer.json().code === 'key-in-use')).toBe(true)
})

test('while the first is at work, the second is told to wait', async () => {
  const hold = Promise.withResolvers<void>()
  during.after = () => hold.promise
  const first = send('key-5', 'sled')
  await until(async () => (await made('sled')) === 1)
  const second = await send('key-5', 'sled')
  expect([second.statusCode, second.headers['retry-after']]).toEqual([409, '1'])
  hold.resolve()
  expect((await first).statusCode).toBe(201)
})

test('work that was rolled back leaves the key free', async () => {
  during.work = fails
  expect((await send('key-6', 'tent')).statusCode).toBe(500)
  during.work = async () => {}
  expect((await send('key-6', 'tent')).statusCode).toBe(201)
  expect(await made('tent')).toBe(1)
})

test('work whose process died before its answer is not done again, and says so', async () => {
  const hold = Promise.withResolvers<void>()
  during.after = () => hold.promise
  const first = send('key-9', 'sail')
  await until(async () => (await made('sail')) === 1)
  await age(11)
  const again = await send('key-9', 'sail')
  expect([again.statusCode, again.json().code]).toEqual([409, 'answer-lost'])
  hold.resolve()
  await first
})

test('nobody waits for the answer of work that broke off after it was saved, or perhaps saved', async () => {
  const unsure = () => Promise.reject(new Fault('unavailable', 'db-unsure', 'It may be saved or not.'))
  for (const [key, breaks, status] of [
    ['key-10', fails, 500],
    ['key-11', unsure, 503],
  ] as const) {
    during.after = breaks
    expect((await send(key, key)).statusCode).toBe(status)
    during.after = async () => {}
    await until(async () => (await send(key, key)).json().code === 'answer-lost')
    expect(await made(key)).toBe(1)
  }
})

test('what was not saved in the end may be asked again', async () => {
  during.work = () => Promise.reject(new Fault('unavailable', 'db-unsure', 'It may be saved or not.'))
  expect((await send('key-12', 'oar')).statusCode).toBe(503)
  during.work = async () => {}
  expect((await send('key-12', 'oar')).statusCode).toBe(201)
  expect((await send('key-12', 'oar')).statusCode).toBe(201)
  expect(await made('oar')).toBe(1)
})

test('after a day the key is a new one', async () => {
  await send('key-8', 'boot')
  await age(25 * 3600)
  expect((await send('key-8', 'boot')).statusCode).toBe(201)
  expect(await made('boot')).toBe(2)
})

test.each(['', ' ', 'x'.repeat(201), 'ké'])('the key %j is refused', async (key) => {
  expect((await send(key, 'x')).statusCode).toBe(400)
})

/** Makes every key this old. */
async function age(seconds: number) {
  const created_at = new Date(Date.now() - seconds * 1000).toISOString()
  await house.keys.tables<IdempotencyTables>().transact(async (tx) => {
    await tx.updateTable('idempotency_keys').set({ created_at }).execute()
  })
}
