import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Strict } from '../../contract/shapes.ts'
import { handle } from './handle.ts'
import { as, openTestHttp } from './http.fixture.ts'

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
const openLink = route({
  id: 'link.open',
  method: 'POST',
  path: '/link',
  summary: 'Open a link',
  access: { who: 'anyone' },
  body: Strict({
    token: Type.String({ maxLength: 99 }),
    password: Type.Optional(Type.String({ maxLength: 99 })),
  }),
  status: 204,
  limit: 'link',
})
const read = route({
  id: 'thing.read',
  method: 'GET',
  path: '/thing',
  summary: 'Anything',
  access: { who: 'anyone' },
  status: 204,
})

let house: Awaited<ReturnType<typeof openTestHttp>>
beforeAll(async () => {
  house = await openTestHttp({
    config: { rateLimit: 10 },
    routes: () => [signIn, openLink, read].map((contract) => handle(contract, () => undefined)),
  })
})
afterAll(() => house.end())

const knock = (from: string, email: string) =>
  house.app.inject({ method: 'POST', url: '/api/v1/session', remoteAddress: from, payload: { email } })
const look = (from: string, headers = {}) =>
  house.app.inject({ url: '/api/v1/thing', remoteAddress: from, headers })
const times = async <T>(count: number, work: (i: number) => Promise<T>) => {
  const done: T[] = []
  for (let i = 0; i < count; i += 1) done.push(await work(i))
  return done
}

test('five tries a minute from one address, whoever they are for', async () => {
  const answers = await times(6, (i) => knock('192.0.2.1', `guess${i}@example.org`))
  expect(answers.map((answer) => answer.statusCode)).toEqual([204, 204, 204, 204, 204, 429])
  const last = answers.at(-1)!
  expect(last.json()).toMatchObject({ code: 'too-many', status: 429 })
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
})

test('five tries a minute for one account, wherever they come from', async () => {
  const answers = await times(6, (i) =>
    knock(`198.51.100.${i}`, i % 2 ? 'ada@example.org' : ' ADA@example.org'),
  )
  expect(answers.map((answer) => answer.statusCode)).toEqual([204, 204, 204, 204, 204, 429])
})

test('a link opens for many behind one address; ten passwords a minute are tried at it, wherever they come from', async () => {
  const open = (from: string, payload: object) =>
    house.app.inject({ method: 'POST', url: '/api/v1/link', remoteAddress: from, payload })
  const readers = await times(40, () => open('192.0.2.7', { token: 'one' }))
  expect(new Set(readers.map((answer) => answer.statusCode))).toEqual(new Set([204]))
  const guesses = await times(11, (i) => open(`203.0.113.${i}`, { token: 'two', password: `${i}` }))
  expect(guesses.map((answer) => answer.statusCode)).toEqual([...Array<number>(10).fill(204), 429])
})

test('a forwarded address is not believed from strangers', async () => {
  const answers = await times(6, (i) =>
    house.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress: '192.0.2.2',
      headers: { 'x-forwarded-for': `203.0.113.${i}` },
      payload: { email: `other${i}@example.org` },
    }),
  )
  expect(answers.at(-1)!.statusCode).toBe(429)
})

test('the general limit counts by account, by address for guests, and says what is left', async () => {
  const first = await look('192.0.2.3')
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '10', 'ratelimit-remaining': '9' })
  const guests = await times(10, () => look('192.0.2.3'))
  expect(guests.at(-1)!.statusCode).toBe(429)
  expect((await look('192.0.2.4')).statusCode).toBe(204)
  const member = await times(11, (i) => look(`192.0.3.${i}`, as('member')))
  expect(member.at(-1)!.statusCode).toBe(429)
})

test('health is always answered', async () => {
  const answers = await times(20, () => house.app.inject({ url: '/livez', remoteAddress: '192.0.2.5' }))
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200]))
})
