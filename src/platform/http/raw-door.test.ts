import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type RawDoor, standBefore } from './raw-door.ts'

test('a door answers what is its own; the rest goes on untouched', async () => {
  const server = createServer((request, response) => response.end(`framework ${request.url}`))
  const door = (prefix: string): RawDoor => ({
    answer(request, response) {
      if (!request.url!.startsWith(prefix)) return false
      response.end(`door ${prefix}`)
      return true
    },
    drain: () => undefined,
  })
  standBefore(server, [door('/live/'), door('/raw/')])
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const ask = async (path: string) =>
    (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).text()
  expect(await Promise.all(['/live/x', '/raw/x', '/other'].map(ask))).toEqual([
    'door /live/',
    'door /raw/',
    'framework /other',
  ])
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
