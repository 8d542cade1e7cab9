import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { until } from '../../../test/until.ts'
import { Fault } from '../errors.ts'
import { type EventStream, events, eventText } from './events.ts'
import { handle } from './handle.ts'
import { as, openTestHttp } from './http.fixture.ts'

const watch = route({
  id: 'thing.watch',
  method: 'GET',
  path: '/events',
  summary: 'Things as they happen',
  access: { who: 'anyone' },
})
const refuse = route({ ...watch, id: 'thing.refuse', path: '/refused' })
const wait = route({ ...watch, id: 'thing.wait', path: '/waits', status: 204 })

let house: Awaited<ReturnType<typeof openTestHttp>>
let address: string
let streams: EventStream[]
let left: number
let waits: PromiseWithResolvers<undefined>

beforeEach(async () => {
  streams = []
  left = 0
  waits = Promise.withResolvers()
  house = await openTestHttp({
    routes: () => [
      handle(watch, async (call) => {
        await events(call, async (stream) => {
          streams.push(stream)
          stream.send({ state: 'first' }, { id: '1', event: 'state' })
          return () => {
            left += 1
          }
        })
        return undefined
      }),
      handle(refuse, async (call) => {
        await events(call, async () => {
          throw new Fault('missing', 'not-found', 'There is nothing here.')
        })
        return undefined
      }),
      handle(wait, () => {
        left += 1
        return waits.promise
      }),
    ],
  })
  address = await house.listen()
})
afterEach(() => house.end())

async function listen(who = 'member') {
  const abort = new AbortController()
  const answer = await fetch(`${address}/api/v1/events`, { headers: as(who), signal: abort.signal })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    answer,
    leave: () => abort.abort(),
    until: async (words: string) => {
      while (!text.includes(words)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`ended before ${words}: ${text}`)
        text += value
      }
      return text
    },
    ended: async () => {
      for (;;) if ((await reader.read()).done) return true
    },
  }
}

describe('a stream of events', () => {
  test('begins with the first state and goes on', async () => {
    const client = await listen()
    expect(client.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(client.answer.headers.get('x-accel-buffering')).toBe('no')
    expect(await client.until('first')).toContain('id: 1\nevent: state\ndata: {"state":"first"}\n\n')
    streams[0]!.send({ text: 'two\nlines' })
    expect(await client.until('two')).toContain('data: {"text":"two\\nlines"}\n\n')
  })

  test('lets go when the client leaves', async () => {
    const client = await listen()
    await client.until('first')
    expect(house.watchers()).toBe(1)
    client.leave()
    await until(() => left === 1 && house.watchers() === 0)
    expect(streams[0]!.closed.aborted).toBe(true)
  })

  test('carries what was put into words once for many, and is closed after it', async () => {
    const client = await listen()
    await client.until('first')
    streams[0]!.write(eventText(['last words'], { event: 'end' }))
    streams[0]!.close()
    expect(await client.until('last')).toContain('event: end\ndata: ["last words"]\n\n')
    expect(await client.ended()).toBe(true)
    expect(left).toBe(1)
  })

  test('ends when the session ends', async () => {
    const client = await listen()
    await client.until('first')
    house.endSessions()
    expect(await client.ended()).toBe(true)
    expect(left).toBe(1)
  })

  test('that is refused is a problem', async () => {
    const answer = await fetch(`${address}/api/v1/refused`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(house.watchers()).toBe(0)
  })

  test('cuts off who does not read', async () => {
    const url = new URL(address)
    const socket = connect(Number(url.port), url.hostname)
    socket.pause()
    socket.write('GET /api/v1/events HTTP/1.1\r\nhost: house\r\n\r\n')
    await until(() => streams.length === 1)
    const much = 'x'.repeat(100_000)
    await until(() => {
      streams[0]!.send({ much })
      return streams[0]!.closed.aborted
    })
    expect(left).toBe(1)
    socket.destroy()
  })

  test('are so many for one, and no more', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => listen('member')))
    const one = await fetch(`${address}/api/v1/events`, { headers: as('member') })
    expect([one.status, one.headers.get('retry-after')]).toEqual([429, '10'])
    const other = await listen('admin')
    await other.until('first')
    other.leave()
    for (const client of clients) client.leave()
    await until(() => house.watchers() === 0)
  })
})

describe('a stop', () => {
  test('ends streams, lets requests finish and closes idle connections', async () => {
    const client = await listen()
    await client.until('first')
    const url = new URL(address)
    const idle = connect(Number(url.port), url.hostname)
    idle.write('GET /livez HTTP/1.1\r\nhost: house\r\n\r\n')
    await once(idle, 'data')
    const closed = house.close(10)
    expect(await client.ended()).toBe(true)
    await closed
    await expect(fetch(`${address}/livez`)).rejects.toThrow()
  })

  test('waits for what has begun, and ends its connection with it', async () => {
    const begun = fetch(`${address}/api/v1/waits`)
    await until(() => left === 1)
    const closed = house.close(10)
    waits.resolve(undefined)
    const answer = await begun
    expect([answer.status, answer.headers.get('connection')]).toEqual([204, 'close'])
    await closed
  })
})
