import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Admission } from './admission.ts'
import { turnAway } from './turn-away.ts'

let server: Server
afterEach(() => void server?.close())

async function open(full: boolean, pause = () => Promise.resolve()) {
  const seen = { inside: 0, refused: 0 }
  const admission: Admission = {
    full: () => full,
    inside: () => seen.inside,
    enter: () => void seen.inside++,
    leave: () => void seen.inside--,
    look() {},
  }
  server = createServer((request, response) => {
    if (!request.url?.includes('slow')) response.end('answered')
  })
  turnAway(server, { admission, refused: () => void seen.refused++, nameOf: () => 'the-request', pause })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { seen, origin: `http://127.0.0.1:${(server.address() as { port: number }).port}` }
}

test('who comes when there is no room is told at once, as a problem; health, the door, pages and streams pass', async () => {
  const { seen, origin } = await open(true)
  const refused = await fetch(`${origin}/api/v1/me?x=1`)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(refused.headers.get('retry-after')).toBe('5')
  expect(await refused.json()).toMatchObject({ code: 'overloaded', requestId: 'the-request' })
  const passing = [
    '/',
    '/readyz',
    '/media/x',
    '/uploads/x',
    '/api/v1/welcome',
    '/api/v1/session',
    '/api/v1/x/events',
  ]
  for (const path of passing) expect((await fetch(origin + path)).status).toBe(200)
  expect(seen).toEqual({ inside: 0, refused: 1 })
})

test('a refusal is held back, so that refusing is not quicker than answering', async () => {
  const held = Promise.withResolvers<void>()
  const { seen, origin } = await open(true, () => held.promise)
  let told = false
  const refused = fetch(`${origin}/api/v1/me`).finally(() => (told = true))
  await until(() => seen.refused === 1)
  // A visitor who comes later and passes is answered before.
  expect((await fetch(`${origin}/api/v1/welcome`)).status).toBe(200)
  expect(told).toBe(false)
  held.resolve()
  expect((await refused).status).toBe(503)
})

test('who is let in counts until the answer has left, or the visitor has', async () => {
  const { seen, origin } = await open(false)
  expect(await (await fetch(`${origin}/api/v1/me`)).text()).toBe('answered')
  await until(() => seen.inside === 0)
  const leaving = new AbortController()
  const left = fetch(`${origin}/api/v1/slow`, { signal: leaving.signal }).catch(() => 'left')
  await until(() => seen.inside === 1)
  leaving.abort()
  expect(await left).toBe('left')
  await until(() => seen.inside === 0)
})
