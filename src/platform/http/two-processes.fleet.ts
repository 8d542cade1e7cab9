import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Line, Strict } from '../../contract/shapes.ts'
import { until } from '../../../test/until.ts'
import { newId } from '../ids.ts'
import { type EventStream, events } from './events.ts'
import { handle } from './handle.ts'
import { as, openTestHttp } from './http.fixture.ts'
import type { Http } from './open-http.ts'

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
const anyone = { method: 'GET', access: { who: 'anyone' }, summary: 'Anything' } as const
const read = route({ ...anyone, id: 'thing.read', path: '/thing', status: 204 })
const watch = route({ ...anyone, id: 'thing.watch', path: '/events' })
const signIn = route({
  id: 'session.create',
  method: 'POST',
  path: '/session',
  summary: 'Sign in',
  access: { who: 'anyone' },
  body: Strict({ email: Type.String({ maxLength: 99 }) }),
  status: 204,
  limit: 'sign-in',
})

let house: Awaited<ReturnType<typeof openTestHttp>>
let processes: Http[]
let hold: Promise<void>
let reached: number
beforeEach(async () => {
  hold = Promise.resolve()
  reached = 0
  house = await openTestHttp({
    config: { rateLimit: 10 },
    routes: (db, bus) => [
      handle(create, async ({ body }) => {
        const thing = { id: newId(), name: body.name }
        reached += 1
        await db.transact(async (tx) => {
          await tx.insertInto('things').values(thing).execute()
          await hold
          tx.afterCommit(() => bus.publish('things', thing.name))
        })
        return thing
      }),
      handle(watch, async (call) => {
        await events(call, async (stream: EventStream) => {
          stream.send('first')
          return bus.subscribe('things', (name) => stream.send(name))
        })
        return undefined
      }),
      ...[read, signIn].map((contract) => handle(contract, () => undefined)),
    ],
  })
  processes = [house, await house.again()]
})
afterEach(() => house.end())

const send = (n: number, key: string, name: string) =>
  processes[n % 2]!.app.inject({
    method: 'POST',
    url: '/api/v1/spaces/hall/things',
    headers: { ...as('member'), 'idempotency-key': key },
    payload: { name },
  })
const statuses = (answers: { statusCode: number }[]) => answers.map((answer) => answer.statusCode)
const times = async <T>(count: number, work: (n: number) => Promise<T>) => {
  const done: T[] = []
  for (let n = 0; n < count; n += 1) done.push(await work(n))
  return done
}

test('one key sent to two processes at once does the work once, and says so to everybody', async () => {
  const begun = Promise.withResolvers<void>()
  hold = begun.promise
  const sent = Array.from({ length: 6 }, (_, n) => send(n, 'key', 'lamp'))
  await until(() => reached > 1)
  begun.resolve()
  const answers = await Promise.all(sent)
  expect(await house.things()).toHaveLength(1)
  expect(statuses(answers)).toContain(201)
  const others = answers.filter((answer) => answer.statusCode !== 201)
  expect(others.every((answer) => answer.json().code === 'key-in-use')).toBe(true)
  const later = await times(2, (n) => send(n, 'key', 'lamp'))
  expect(new Set(later.map((answer) => answer.body)).size).toBe(1)
  expect(statuses(later)).toEqual([201, 201])
  expect(await house.things()).toHaveLength(1)
})

test('limits are counted by both together', async () => {
  const look = (n: number) =>
    processes[n % 2]!.app.inject({ url: '/api/v1/thing', remoteAddress: '192.0.2.1' })
  expect(statuses(await times(12, look))).toEqual([...Array<number>(10).fill(204), 429, 429])
  const knock = (n: number) =>
    processes[n % 2]!.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress: `192.0.2.${n + 2}`,
      payload: { email: 'ada@example.org' },
    })
  expect(statuses(await times(6, knock))).toEqual([...Array<number>(5).fill(204), 429])
})

test('what one process does is heard by who listens at the other', async () => {
  const address = await processes[1]!.listen()
  const abort = new AbortController()
  const answer = await fetch(`${address}/api/v1/events`, { headers: as('member'), signal: abort.signal })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const hears = (word: string) =>
    until(async () => text.includes(word) || ((text += (await reader.read()).value), false))
  await hears('first')
  await send(0, 'heard', 'drum')
  await hears('drum')
  expect(text).toContain('data: "drum"')
  abort.abort()
})
