import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Strict } from '../../contract/shapes.ts'
import { until } from '../../../test/until.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import { handle } from './handle.ts'
import { openTestHttp } from './http.fixture.ts'
import { openHealth } from './open-health.ts'

const readBell = route({
  id: 'bell.read',
  method: 'GET',
  path: '/bell',
  summary: 'The bell',
  access: { who: 'anyone' },
  answer: Strict({ sound: Type.String() }),
})

let house: Awaited<ReturnType<typeof openTestHttp>>
let origin: string
beforeEach(async () => {
  house = await openTestHttp({
    config: { drainSeconds: 1 },
    routes: () => [handle(readBell, () => ({ sound: 'dong' }))],
  })
  origin = await house.listen()
})
afterEach(() => house.end())

test('a process that drains says so to whoever stands in front, and answers everybody meanwhile', async () => {
  expect((await fetch(`${origin}/readyz`)).status).toBe(200)
  let drained = false
  const draining = house.drain().then(() => (drained = true))
  const ready = await fetch(`${origin}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ dependencies: { process: { detail: 'stopping' } } })
  const answer = await fetch(`${origin}/api/v1/bell`)
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  expect(drained).toBe(false)
  await draining
  // Only `close` shuts the door.
  expect((await fetch(`${origin}/api/v1/bell`)).status).toBe(200)
})

test('a process that answers nothing else says how it is, and needs the token for its figures where there is one', async () => {
  const config = {
    host: '127.0.0.1',
    port: 0,
    secure: false,
    cdnUrl: null,
    trustProxy: [],
    drainSeconds: 0,
    metricsToken: 'a-long-token',
  }
  const health = openHealth({
    config,
    log: quietLog() as Parameters<typeof openHealth>[0]['log'],
    readiness: { scheduler: async () => ({ state: 'ready', detail: 'stands by' }) },
    figures: async () => 'longhouse_figures 1',
  })
  const at = await health.listen()
  expect((await fetch(`${at}/livez`)).status).toBe(200)
  expect(await (await fetch(`${at}/readyz`)).json()).toMatchObject({
    dependencies: { scheduler: { state: 'ready', detail: 'stands by' } },
  })
  expect((await fetch(`${at}/metrics`)).status).toBe(403)
  const figures = await fetch(`${at}/metrics`, { headers: { authorization: 'Bearer a-long-token' } })
  expect([figures.status, await figures.text()]).toEqual([200, 'longhouse_figures 1'])
  expect((await fetch(`${at}/api/v1/bell`)).status).toBe(404)
  await health.drain()
  expect((await fetch(`${at}/readyz`)).status).toBe(503)
  await health.close(1)
  await until(async () => !(await fetch(`${at}/livez`).catch(() => null)))
})
