import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownFolder } from '../bed/own-folder.ts'
import { freePort } from '../bed/program.ts'
import { type Nginx, startNginx } from '../fleet/nginx.ts'

/** A process that says of everything that a guest's answer may be kept, behind nginx with the file for a fleet. */
let house: Server
let asked: { path: string; encoding: string; bytes: number }[] = []
let nginx: Nginx
let folder: string
let origin: string

/** Longer than nginx waits for other answers. */
const heldSeconds = 6
const list = '#EXTM3U\n'.repeat(200)

beforeAll(async () => {
  folder = await ownFolder('longhouse-live-ways-')
  house = createServer((request, response) => void answer(request, response))
  house.listen(0, '127.0.0.1')
  await once(house, 'listening')
  const port = await freePort()
  const { port: web } = house.address() as { port: number }
  nginx = await startNginx({ folder, port, webPorts: [web, web] })
  origin = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await nginx?.stop()
  house?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  asked = []
})

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(origin + path, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const times = (path: string) => asked.filter((one) => one.path === path).length

test.each([
  ['the events that a space has announced', '/api/v1/spaces/hall/events', 1],
  ['the same, in part', '/api/v1/spaces/hall/events?when=coming', 1],
  ['notices of a space', '/api/v1/spaces/hall/live/events', 2],
  ['what happens on a channel', '/api/v1/spaces/hall/channels/1/events', 2],
  ['notes that change', '/api/v1/spaces/hall/notes-events', 2],
  ['the page of a channel', '/live/0198b0a6-32f5-7aaa-8000-5a1f00000001', 1],
  ['the page of all channels', '/live', 1],
  ['a list of a stream', '/live/abcdefghijk1/index.m3u8', 2],
  ['a part of a stream', '/live/abcdefghijk1/e1/source-4.1.m4s', 2],
])('%s: %s reaches the house %i times for two guests', async (_, path, expected) => {
  for (let guest = 0; guest < 2; guest++) expect((await get(path)).status).toBe(200)
  expect(times(path)).toBe(expected)
})

test('an event is announced with as many words as anything else', async () => {
  const body = 'x'.repeat(3_000_000)
  const post = (path: string) => fetch(`${origin}/api/v1/spaces/hall${path}`, { method: 'POST', body })
  expect((await post('/events')).status).toBe(200)
  expect(asked.at(-1)).toMatchObject({ path: '/api/v1/spaces/hall/events', bytes: 3_000_000 })
  // Nobody posts to a stream of events: there nginx takes its own least.
  expect((await post('/live/events')).status).toBe(413)
})

test('a list that waits for its part comes when it is there', async () => {
  const answer = await get('/live/abcdefghijk1/source.m3u8?_HLS_msn=7&_HLS_part=1')
  expect([answer.status, answer.text]).toEqual([200, list])
  expect(asked).toHaveLength(1)
})

test('lists come as the house has packed them, once for all', async () => {
  const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }
  const answer = await get('/live/abcdefghijk1/source.m3u8', browser)
  expect([answer.headers.get('content-encoding'), answer.text]).toEqual(['gzip', list])
  await get('/live/abcdefghijk1/source.m3u8', { 'accept-encoding': 'br' })
  await get('/notes', browser)
  expect(asked.map(({ encoding }) => encoding)).toEqual(['gzip', '', 'br'])
})

test('nobody outside asks about stream keys', async () => {
  const answer = await fetch(`${origin}/live/on-publish`, { method: 'POST', body: 'name=guess' })
  expect([answer.status, asked]).toEqual([404, []])
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url: path = '' } = request
  const bytes = await bytesOf(request)
  const encoding = String(request.headers['accept-encoding'] ?? '')
  asked.push({ path, encoding, bytes })
  const isList = path.split('?')[0]!.endsWith('.m3u8')
  const packed = isList && encoding === 'gzip'
  const say = () =>
    response
      .writeHead(200, {
        'x-accel-expires': '60',
        ...(isList && { 'content-type': 'application/vnd.apple.mpegurl' }),
        ...(packed && { 'content-encoding': 'gzip' }),
      })
      .end(packed ? gzipSync(list) : isList ? list : 'answered')
  if (path.includes('_HLS_msn')) setTimeout(say, heldSeconds * 1000)
  else say()
}

async function bytesOf(request: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of request) bytes += (chunk as Buffer).length
  return bytes
}
