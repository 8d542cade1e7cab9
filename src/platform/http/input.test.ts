import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Email, Line, Nullable, PageQuery, Strict } from '../../contract/shapes.ts'
import { handle } from './handle.ts'
import { openTestHttp } from './http.fixture.ts'

const open = { who: 'anyone' } as const
const create = route({
  id: 'wish.create',
  method: 'POST',
  path: '/wishes',
  summary: 'Takes one of everything',
  access: open,
  body: Strict({
    title: Line(20),
    mail: Type.Optional(Email),
    tags: Type.Optional(Type.Array(Line(5), { maxItems: 3 })),
    at: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 100 }))),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })),
    kind: Type.Optional(Type.Enum(['small', 'large'])),
    file: Type.Optional(Strict({ name: Line(10), size: Type.Integer({ minimum: 1, maximum: 9 }) })),
  }),
  status: 201,
  answer: Type.Unknown(),
})
const list = route({
  id: 'wish.list',
  method: 'GET',
  path: '/wishes/:name',
  summary: 'Shows what came in',
  access: open,
  params: Strict({ name: Type.String({ maxLength: 10 }) }),
  query: Strict({ ...PageQuery, deep: Type.Optional(Type.Boolean()) }),
  answer: Type.Unknown(),
})

let house: Awaited<ReturnType<typeof openTestHttp>>
/** Bodies that reached the handler: a battery that never gets there proves nothing. */
let reached = 0
beforeAll(async () => {
  house = await openTestHttp({
    routes: () => [
      handle(create, ({ body }) => {
        reached += 1
        return body
      }),
      handle(list, ({ params, query }) => ({ params, query })),
    ],
  })
})
afterAll(() => house.end())

const send = (payload: string | object, type = 'application/json') =>
  house.app.inject({ method: 'POST', url: '/api/v1/wishes', payload, headers: { 'content-type': type } })

const good = { title: 'A ball' }

describe('a body', () => {
  test('that is right comes in as it was sent, with what stands when nothing is said', async () => {
    const answer = await send({ ...good, at: null, tags: ['a'] })
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toEqual({ title: 'A ball', at: null, tags: ['a'], days: 7 })
    expect(reached).toBe(1)
  })

  test.each([
    ['a number for text', { title: 5 }, 'title'],
    ['text for a number', { ...good, at: '5' }, 'at'],
    ['a list for text', { title: ['A'] }, 'title'],
    ['an object for a list', { ...good, tags: {} }, 'tags'],
    ['null for text', { title: null }, 'title'],
    ['nothing', {}, 'title'],
    ['blank text', { title: '  ' }, 'title'],
    ['text that is too long', { title: 'x'.repeat(21) }, 'title'],
    ['an unknown field', { ...good, admin: true }, 'admin'],
    ['an unknown field further in', { ...good, file: { name: 'a', size: 1, path: '/' } }, 'file.path'],
    ['a missing field further in', { ...good, file: { name: 'a' } }, 'file.size'],
    ['a number that is too big', { ...good, days: 1e308 }, 'days'],
    ['a number below', { ...good, days: 0 }, 'days'],
    ['a part for a whole', { ...good, days: 1.5 }, 'days'],
    ['an unknown kind', { ...good, kind: 'medium' }, 'kind'],
    ['no address', { ...good, mail: 'ada' }, 'mail'],
    ['too many items', { ...good, tags: ['a', 'b', 'c', 'd'] }, 'tags'],
    ['a wrong item', { ...good, tags: ['a', 7] }, 'tags.1'],
    ['a list as the whole', [good], ''],
    ['text as the whole', '"title"', ''],
    ['a number as the whole', '7', ''],
  ])('with %s is refused by its path', async (_, body, path) => {
    const before = reached
    const answer = await send(typeof body === 'string' ? body : JSON.stringify(body))
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors.map((one: { path: string }) => one.path)).toContain(path)
    expect(reached).toBe(before)
  })

  test('is told everything that is wrong with it at once, and not without end', async () => {
    const answer = await send({ title: 5, days: 0, kind: 'medium' })
    expect(answer.json().errors.map((one: { path: string }) => one.path)).toEqual(
      expect.arrayContaining(['title', 'days', 'kind']),
    )
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]))
    expect((await send(many)).json().errors.length).toBeLessThanOrEqual(20)
  })

  test.each([
    ['is no JSON', '{"title":', 'bad-json'],
    ['is cut off by a quote', '{"title":"a', 'bad-json'],
    ['is deep', `{"title":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'too-deep'],
    ['names a prototype', '{"title":"a","__proto__":{"admin":true}}', 'bad-json'],
    ['names a constructor', '{"title":"a","constructor":{"prototype":{"admin":true}}}', 'bad-json'],
  ])('that %s is refused', async (_, body, code) => {
    const answer = await send(body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().code).toBe(code)
  })

  test('of 10 MB is refused with 413', async () => {
    const answer = await send(JSON.stringify({ title: 'x'.repeat(10_000_000) }))
    expect(answer.statusCode).toBe(413)
    expect(answer.json().code).toBe('body-too-large')
  })

  test('with a field twice counts the last one', async () => {
    expect((await send('{"title":"one","title":"two"}')).json().title).toBe('two')
  })

  test.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
  ])('as %s is refused', async (type) => {
    const answer = await send('title=A', type)
    expect(answer.statusCode).toBe(415)
    expect(answer.json().code).toBe('media-type')
  })
})

describe('an address', () => {
  const ask = (rest: string) => house.app.inject({ url: `/api/v1/wishes/${rest}` })

  test('has its text read as the contract says', async () => {
    expect((await ask('7?limit=5&deep=true')).json()).toEqual({
      params: { name: '7' },
      query: { limit: 5, deep: true },
    })
    expect((await ask('7')).json().query).toEqual({ limit: 20 })
  })

  test.each([
    ['a?limit=many', 'limit'],
    ['a?limit=1e2', 'limit'],
    ['a?limit=', 'limit'],
    ['a?limit=0', 'limit'],
    ['a?limit=101', 'limit'],
    ['a?limit=1&limit=2', 'limit'],
    ['a?deep=1', 'deep'],
    ['a?unknown=1', 'unknown'],
    ['a?__proto__=1', '__proto__'],
    [`a?cursor=${'x'.repeat(401)}`, 'cursor'],
    ['a-name-that-is-long', 'name'],
  ])('%s is refused by its path', async (rest, path) => {
    const answer = await ask(rest)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors.map((one: { path: string }) => one.path)).toContain(path)
  })
})
