import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Line, Strict } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import { handle } from './handle.ts'
import { as, openTestHttp } from './http.fixture.ts'
import { RawJson } from './raw-json.ts'

const open = { who: 'anyone' } as const
const routes = {
  leak: route({
    id: 'leak.read',
    method: 'GET',
    path: '/leak',
    summary: 'Returns more than it says',
    access: open,
    answer: Strict({ name: Type.String() }),
  }),
  lacking: route({
    id: 'lacking.read',
    method: 'GET',
    path: '/lacking',
    summary: 'Returns less than it says',
    access: open,
    answer: Strict({ name: Type.String() }),
  }),
  broken: route({ id: 'broken.read', method: 'GET', path: '/broken', summary: 'Breaks', access: open }),
  stale: route({
    id: 'stale.edit',
    method: 'PATCH',
    path: '/stale',
    summary: 'Is always changed by someone else',
    access: open,
    body: Strict({ name: Line() }),
    status: 204,
  }),
  long: route({
    id: 'long.read',
    method: 'GET',
    path: '/long',
    summary: 'A long answer that is kept',
    access: open,
    answer: Strict({ text: Type.String() }),
  }),
  versioned: route({
    id: 'versioned.read',
    method: 'GET',
    path: '/versioned',
    summary: 'An answer with a version',
    access: open,
    answer: Strict({ version: Type.Integer() }),
  }),
  public: route({
    id: 'public.list',
    method: 'GET',
    path: '/spaces/:space/public',
    summary: 'What everybody may see',
    access: { who: 'guest', scope: 'space:read' },
    params: Strict({ space: Line() }),
    answer: Strict({ items: Type.Array(Type.String()) }),
  }),
}

const text = 'A long way over the pass. '.repeat(200)
const kept = new RawJson(Buffer.from(JSON.stringify({ text })), 'kept-1')

let house: Awaited<ReturnType<typeof openTestHttp>>
beforeAll(async () => {
  house = await openTestHttp({
    config: { corsOrigins: ['https://friend.example'] },
    readiness: {
      db: async () => ({ state: 'ready' }),
      sandbox: async () => ({ state: 'degraded', detail: 'weak' }),
    },
    routes: () => [
      handle(routes.leak, () => ({ name: 'Ada', passwordHash: 'argon2' }) as { name: string }),
      handle(routes.lacking, () => ({}) as { name: string }),
      handle(routes.broken, () => {
        throw new Error('SELECT * FROM accounts failed at /srv/db')
      }),
      handle(routes.stale, () => {
        throw new Fault('stale', 'changed-meanwhile', 'Someone else was first.')
      }),
      handle(routes.long, () => kept),
      handle(routes.public, ({ params }) => {
        if (params.space !== 'hall') throw new Fault('missing', 'no-space', 'There is nothing here.')
        return { items: [] }
      }),
      handle(routes.versioned, () => ({ version: 7 })),
    ],
  })
})
afterAll(() => house.end())

const get = (url: string, headers: Record<string, string> = {}) => house.app.inject({ url, headers })

describe('answers', () => {
  test('carry what the contract says and nothing else', async () => {
    expect((await get('/api/v1/leak')).json()).toEqual({ name: 'Ada' })
  })

  test('that lack a promised field are our mistake', async () => {
    expect((await get('/api/v1/lacking')).statusCode).toBe(500)
  })

  test('with a version have it as their ETag', async () => {
    expect((await get('/api/v1/versioned')).headers.etag).toBe('"7"')
  })

  test('that are kept are not sent twice to who has them', async () => {
    const first = await get('/api/v1/long')
    expect(first.headers).toMatchObject({ etag: '"kept-1"', 'cache-control': 'private, no-cache' })
    const again = await get('/api/v1/long', { 'if-none-match': 'W/"kept-1", "other"' })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test.each([
    ['br', 'gzip, br', brotliDecompressSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
  ])('are compressed with %s for a client that takes it', async (encoding, accepted, open) => {
    const answer = await get('/api/v1/long', { 'accept-encoding': accepted })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.rawPayload.length).toBeLessThan(500)
    expect(JSON.parse(String(open(answer.rawPayload)))).toEqual({ text })
  })

  test('leave as they are for a client that takes nothing', async () => {
    const answer = await get('/api/v1/long', { 'accept-encoding': 'identity' })
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.json()).toEqual({ text })
  })
})

describe('what guests see', () => {
  test('may be kept by nginx for a second, and says nothing that holds for one of them alone', async () => {
    const { headers } = await get('/api/v1/spaces/hall/public')
    expect(headers).toMatchObject({ 'x-accel-expires': '1', 'cache-control': 'no-store' })
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([])
  })

  test.each([
    ['a member', 'hall', as('member')],
    ['a guest who is refused', 'nowhere', {}],
  ])('is not kept for %s', async (_who, space, headers) => {
    const answer = await get(`/api/v1/spaces/${space}/public`, headers)
    expect(answer.headers['x-accel-expires']).toBeUndefined()
    expect(answer.headers['ratelimit-limit']).toBeDefined()
  })
})

describe('problems', () => {
  test('are problem+json with the request id', async () => {
    const answer = await house.app.inject({ method: 'PATCH', url: '/api/v1/stale', payload: { name: 'a' } })
    expect(answer.statusCode).toBe(412)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Someone else was first',
      status: 412,
      code: 'changed-meanwhile',
      detail: 'Someone else was first.',
      requestId: answer.headers['x-request-id'],
    })
  })

  test('of ours say nothing of their cause, which is in the log', async () => {
    const answer = await get('/api/v1/broken', { 'x-request-id': 'from-the-proxy-1' })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toMatch(/accounts|srv|Error/)
    expect(answer.json()).toMatchObject({ code: 'internal', requestId: 'from-the-proxy-1' })
    expect(house.log()).toMatch(/"requestId":"from-the-proxy-1".*SELECT \* FROM accounts/)
  })

  test.each([
    ['/api/v1/nowhere', {}, 404, 'no-route'],
    ['/api/nowhere', { accept: 'text/html' }, 404, 'no-route'],
    ['/api/v1/%', {}, 400, 'bad-request'],
    ['/api/v1/leak?x=1', {}, 400, 'invalid-input'],
  ])('at %s', async (url, headers, status, code) => {
    const answer = await get(url, headers)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ status, code })
  })
})

describe('headers', () => {
  test('of data forbid everything, of pages what is not ours', async () => {
    expect((await get('/api/v1/leak')).headers['content-security-policy']).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
    const page = (await get('/api/docs')).headers['content-security-policy']
    expect(page).toContain("script-src 'self';")
    expect(page).toContain("frame-ancestors 'none'")
    expect((await get('/embed/1')).headers['content-security-policy']).toContain('frame-ancestors *')
    const asset = (await get('/assets/main-1.js')).headers
    expect([asset['content-security-policy'], asset['x-content-type-options']]).toEqual([
      undefined,
      'nosniff',
    ])
  })

  test('name the request: as the proxy did when that is sane', async () => {
    expect((await get('/livez', { 'x-request-id': 'abcdefgh-1' })).headers['x-request-id']).toBe('abcdefgh-1')
    expect((await get('/livez', { 'x-request-id': 'a b<script>' })).headers['x-request-id']).not.toContain(
      '<',
    )
  })

  test('open the door to configured origins only', async () => {
    const friend = await get('/api/v1/leak', { origin: 'https://friend.example' })
    expect(friend.headers['access-control-allow-origin']).toBe('https://friend.example')
    const stranger = await get('/api/v1/leak', { origin: 'https://stranger.example' })
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await house.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/leak',
      headers: { origin: 'https://friend.example', 'access-control-request-method': 'GET' },
    })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization')
  })
})

describe('health', () => {
  test('names each dependency; a weak one does not take the house out of service', async () => {
    const answer = await get('/readyz', as('ended'))
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      status: 'degraded',
      dependencies: { db: { state: 'ready' }, sandbox: { state: 'degraded', detail: 'weak' } },
    })
  })

  test('figures are for this machine, not for who comes through a proxy', async () => {
    expect((await get('/metrics')).body).toContain('longhouse_http_request_seconds')
    expect((await get('/metrics', { 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(403)
    const far = await house.app.inject({ url: '/metrics', remoteAddress: '192.0.2.9' })
    expect(far.statusCode).toBe(403)
  })

  test('figures are for whoever has the token, once there is one', async () => {
    const guarded = await openTestHttp({ config: { metricsToken: 'a-long-token' }, routes: () => [] })
    const ask = (authorization: string) =>
      guarded.app.inject({ url: '/metrics', remoteAddress: '192.0.2.9', headers: { authorization } })
    expect((await ask('Bearer a-long-token')).statusCode).toBe(200)
    expect((await ask('Bearer another')).statusCode).toBe(403)
    expect((await guarded.app.inject('/metrics')).statusCode).toBe(403)
    await guarded.end()
  })

  test('a dependency that fails takes the house out of service, by name', async () => {
    const ill = await openTestHttp({
      readiness: { storage: () => Promise.reject(new Error('the disk is gone')) },
      routes: () => [],
    })
    const answer = await ill.app.inject('/readyz')
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
    expect(answer.json().dependencies.storage).toEqual({ state: 'down', detail: 'the disk is gone' })
    await ill.end()
  })
})
