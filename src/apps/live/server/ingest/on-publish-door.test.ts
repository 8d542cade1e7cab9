import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { admin, openTestLive, operator } from '../live.fixture.ts'
import { onPublishDoor } from './on-publish-door.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
let server: ReturnType<typeof createServer>
let key: string
let pushed = true
beforeEach(async () => {
  house = await openTestLive()
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  key = await house.channels.showKey(operator, channel.id)
  pushed = true
  const door = onPublishDoor({
    ...house,
    rtmpPort: () => 1945,
    isPushed: (id) => id === channel.id && pushed,
  })
  server = createServer((request, response) => {
    if (!door.answer(request, response)) response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await house.close()
})

async function ask(form: Record<string, string>, init: RequestInit = {}) {
  const { port } = server.address() as AddressInfo
  const body = new URLSearchParams({ app: 'live', addr: '10.0.0.9', ...form })
  const url = `http://127.0.0.1:${port}/live/on-publish`
  const { status, headers } = await fetch(url, { method: 'POST', body, redirect: 'manual', ...init })
  return { status, location: headers.get('location') }
}

test('a key is answered with a ticket that lets one push in', async () => {
  const { status, location } = await ask({ call: 'publish', name: key })
  expect(status).toBe(302)
  expect(location).toMatch(/^rtmp:\/\/127\.0\.0\.1:1945\/ingest\/[^/]+$/)
  expect(location).not.toContain(key)
  const { gate } = house.node('a')
  const ticket = location!.split('/').at(-1)!
  const request = { by: 'ticket' as const, key: ticket, address: '127.0.0.1', encoder: null }
  expect(await gate.admit(request)).not.toBeNull()
  expect(await gate.admit(request)).toBeNull()
})

test('while it runs nginx asks for both of its ends, and hears when the house has ended it', async () => {
  for (const call of ['update_publish', 'update_play'])
    expect(await ask({ call, name: key })).toEqual({ status: 204, location: null })
  pushed = false
  for (const call of ['update_publish', 'update_play'])
    expect(await ask({ call, name: key })).toEqual({ status: 403, location: null })
})

test('wrong keys, other methods and whoever comes through a proxy open nothing', async () => {
  const no = { status: 403, location: null }
  expect(await ask({ call: 'publish', name: 'wrong' })).toEqual(no)
  expect(await ask({ call: 'publish' })).toEqual(no)
  expect(await ask({ call: 'publish', name: key }, { headers: { 'x-forwarded-for': '10.0.0.1' } })).toEqual(
    no,
  )
  expect(await ask({}, { method: 'PUT' })).toEqual(no)
  expect(await ask({ call: 'publish', name: key, pad: 'x'.repeat(9000) })).toEqual(no)
})
