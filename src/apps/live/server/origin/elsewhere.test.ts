import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { type Elsewhere, openElsewhere } from './elsewhere.ts'

/** A process that has every channel, and one that sends on to it. */
let owner: Server
let front: Server
let elsewhere: Elsewhere
let lookups: string[]
let look: () => Promise<{ address: string } | null>

const open = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
const addressOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  owner = await open((_request, response) => void response.end('a list'))
  elsewhere = openElsewhere({
    ownerOf(publicId) {
      lookups.push(publicId)
      return look()
    },
    nginx: false,
    log: { warn: () => undefined },
  })
  front = await open((request, response) => elsewhere.answer(request, response, request.url!.split('/')[2]!))
})
afterAll(() => {
  elsewhere.close()
  owner.close()
  front.close()
})
beforeEach(() => {
  lookups = []
})

const get = async (publicId: string) => {
  const answer = await fetch(`http://${addressOf(front)}/live/${publicId}/source.m3u8`)
  return [answer.status, await answer.text()]
}
const away = () => Promise.reject(new Error('the database is away'))

test('while the database is away, a channel is where it was', async () => {
  look = async () => ({ address: addressOf(owner) })
  expect(await get('known')).toEqual([200, 'a list'])
  look = away
  // As soon as it is looked up again.
  await until(async () => {
    expect(await get('known')).toEqual([200, 'a list'])
    return lookups.length > 2
  })
})

test('nobody says that a channel is not there when nobody knows', async () => {
  look = away
  expect(await get('unknown')).toEqual([503, ''])
  look = async () => null
  await until(async () => (await get('unknown'))[0] === 404)
})
