import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { type RouteContract, route } from '../../contract/route.ts'
import { Line, Strict } from '../../contract/shapes.ts'
import { contractFaults } from './contract-faults.ts'
import { handle } from './handle.ts'
import { openTestHttp } from './http.fixture.ts'

const plain = {
  id: 'thing.create',
  method: 'POST',
  path: '/things/:id',
  summary: 'Makes a thing',
  access: { who: 'account' },
  params: Strict({ id: Type.String({ maxLength: 5 }) }),
  body: Strict({ name: Line(5), kind: Type.Enum(['a']), sure: Type.Boolean() }),
} as const satisfies RouteContract

test('a good contract has none', () => {
  expect(contractFaults(plain)).toEqual([])
})

const body = (shape: object) => ({ body: Strict({ x: shape as never }) })
const planted: [string, object][] = [
  ['has no access', { access: undefined }],
  ['does not describe :id', { params: undefined }],
  ['describes :id, which its path lacks', { path: '/things' }],
  ['nobody is signed in', { access: { who: 'anyone' }, idempotent: true }],
  ['any length of text at body.x', body(Type.String())],
  ['any number at body.x', body(Type.Integer({ minimum: 0 }))],
  ['any number of items at body.x', body(Type.Array(Line(5)))],
  ['any length of text at body.x[]', body(Type.Array(Type.String(), { maxItems: 2 }))],
  ['unknown fields at body.x', body(Type.Object({}))],
  ['any length of text at body.x.y', body(Strict({ y: Type.String() }))],
  ['any length of text at body.x', body(Type.Union([Type.String(), Type.Null()]))],
  ['anything at body.x', body(Type.Unknown())],
  ['unknown fields at body', { body: Type.Object({}) }],
  ['any length of text at query.q', { query: Strict({ q: Type.Optional(Type.String()) }) }],
]
test.each(planted)('bites: %s', (words, change) => {
  expect(contractFaults({ ...plain, ...change } as RouteContract).join()).toContain(words)
})

const open = { who: 'anyone' } as const
test.each([
  ['a route without access', [{ ...plain, access: undefined }], 'has no access'],
  [
    'two routes of one name',
    [
      route({ id: 'a.read', method: 'GET', path: '/a', summary: '', access: open }),
      route({ id: 'a.read', method: 'GET', path: '/b', summary: '', access: open }),
    ],
    'two routes are called a.read',
  ],
  [
    'two routes of one place',
    [
      route({ id: 'a.read', method: 'GET', path: '/a', summary: '', access: open }),
      route({ id: 'b.read', method: 'GET', path: '/a', summary: '', access: open }),
    ],
    'two routes are called GET /api/v1/a',
  ],
])('a server with %s does not open', async (_, contracts, words) => {
  const routes = () => contracts.map((contract) => handle(contract as RouteContract, () => undefined))
  await expect(openTestHttp({ routes })).rejects.toThrow(words)
})
