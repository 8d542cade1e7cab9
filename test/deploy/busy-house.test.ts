import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownFolder } from '../bed/own-folder.ts'
import { freePort } from '../bed/program.ts'
import { type Nginx, startNginx } from '../fleet/nginx.ts'
import { until } from '../until.ts'

/** Two processes that answer calls of the API when the test says so, behind nginx with the file for a fleet. */
const sides: Server[] = []
const held: ServerResponse[] = []
let nginx: Nginx
let folder: string
let origin: string

beforeAll(async () => {
  folder = await ownFolder('longhouse-busy-')
  for (let side = 0; side < 2; side++) {
    const server = createServer(({ url = '' }, response) => {
      if (url.startsWith('/api/v1/slow')) held.push(response)
      else response.end('answered')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    sides.push(server)
  }
  const port = await freePort()
  const webPorts = sides.map((side) => (side.address() as { port: number }).port)
  nginx = await startNginx({ folder, port, webPorts })
  origin = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  for (const response of held) response.end()
  await nginx?.stop()
  for (const side of sides) side.close()
  await rm(folder, { recursive: true, force: true })
})

const signedIn = { headers: { cookie: 'session=x' } }

test('what comes while 72 calls are with each process is refused at once, in words; media and pages pass', async () => {
  const calls = Array.from({ length: 144 }, (_, n) => fetch(`${origin}/api/v1/slow/${n}`, signedIn))
  await until(() => held.length === 144)

  const refused = await fetch(`${origin}/api/v1/me`, signedIn)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await refused.json()).toMatchObject({ status: 503, code: 'overloaded' })
  for (const path of ['/media/a', '/notes', '/api/v1/channels/a/events'])
    expect((await fetch(origin + path, signedIn)).status).toBe(200)

  for (const response of held) response.end()
  for (const call of calls) expect((await call).status).toBe(200)
  expect((await fetch(`${origin}/api/v1/me`, signedIn)).status).toBe(200)
})

test('processes that are away are called away, not busy', async () => {
  for (const side of sides) {
    side.close()
    side.closeAllConnections()
  }
  const answer = await fetch(`${origin}/api/v1/me`, signedIn)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'away' })
})
