import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/bed/program.ts'
import { type RealHouse, setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Channel, Ingest } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { writeAmf0 } from '../server/rtmp/amf0-writer.ts'
import { audioBytes, chunked, openingBytes, videoBytes } from '../server/rtmp/encoder.fixture.ts'
import { flvTags, run } from './flv-file.ts'

let folder: string
let house: RealHouse
let rtmpPort: number
const sockets: Socket[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-key-sweep-'))
  rtmpPort = await freePort()
  const env = { RTMP_PORT: String(rtmpPort), LOG_LEVEL: 'debug', RATE_LIMIT: '1000000' }
  house = await startHouse(join(folder, 'data'), env)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

type Headers = Record<string, string>
/** What somebody reads, by where it was read. */
const read = new Map<string, Buffer>()

async function ask<T>(who: Headers, method: string, path: string, body?: object): Promise<T> {
  const json = body && { 'content-type': 'application/json' }
  const url = `${house.origin}/api/v1/spaces/hall${path}`
  const answer = await fetch(url, {
    method,
    headers: { ...who, ...json },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** All that comes, of streams what comes at once. */
async function look(name: string, url: string, init: RequestInit = {}): Promise<Buffer> {
  const ending = new AbortController()
  const pieces: Buffer[] = []
  const answer = await fetch(url, { redirect: 'manual', ...init, signal: ending.signal })
  pieces.push(Buffer.from(JSON.stringify([...answer.headers])))
  const endless = answer.headers.get('content-type')?.startsWith('text/event-stream')
  const timer = endless ? setTimeout(() => ending.abort(), 300) : undefined
  try {
    for await (const chunk of answer.body ?? []) pieces.push(Buffer.from(chunk))
  } catch (error) {
    if (!ending.signal.aborted) throw error
  }
  clearTimeout(timer)
  const bytes = Buffer.concat(pieces)
  read.set(name, bytes)
  return bytes
}

/** Everything that can be asked without changing anything, as everyone who may ask. */
async function walk(people: Record<string, Headers>, ids: Record<string, string>): Promise<void> {
  const answer = await fetch(`${house.origin}/api/v1/openapi.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, object> }
  const told = /\/ingest$|\/obs-profile/
  const asked = Object.entries(paths).filter(([path, verbs]) => 'get' in verbs && !told.test(path))
  expect(asked.length).toBeGreaterThan(40)
  for (const [role, headers] of Object.entries(people)) {
    const looks = asked.map(([path]) => {
      const kind = Object.keys(ids).find((one) => path.includes(`/${one}/`)) ?? 'channels'
      const whole = path.replace('{space}', 'hall').replaceAll(/\{\w+\}/g, ids[kind]!)
      return look(`${role} GET ${path}`, house.origin + whole, { headers })
    })
    await Promise.all(looks)
  }
}

function push(key: string, connectTo: object = { app: 'live' }): Socket {
  const socket = connect(rtmpPort, '127.0.0.1')
  sockets.push(socket)
  const heard: Buffer[] = []
  const name = `RTMP ${sockets.length}`
  socket.on('error', () => {})
  socket.on('data', (data: Buffer) =>
    read.set(name, Buffer.concat([...heard.splice(0), data].map((one) => (heard.push(one), one)))),
  )
  socket.write(openingBytes({ key, connect: connectTo as never }))
  return socket
}

/** The key as it might be written. Its hash stands in the database: by it a push is looked up. */
const formsOf = (key: string) => {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(key)])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, 36),
  )
  const hashes = (['hex', 'base64', 'base64url'] as const).map((form) =>
    createHash('sha256').update(key).digest(form),
  )
  return {
    plain: [key, Buffer.from(key).toString('hex'), ...base64],
    hashes: hashes.map((one) => one.replace(/=+$/, '')),
  }
}

const commandLines = () =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`)] : []
    } catch {
      return []
    }
  })

test('a key is in nothing but the answers made for it', async () => {
  const owner = await setUp(house.origin)
  const joined = async (role: string): Promise<Headers> => {
    const { url } = await ask<{ url: string }>(owner, 'POST', '/invitations', { role })
    const answer = await fetch(`${house.origin}/api/v1/memberships`, {
      method: 'POST',
      headers: { origin: house.origin, 'content-type': 'application/json' },
      body: JSON.stringify({
        token: url.split(/[/#=]/).at(-1),
        account: { name: role, email: `${role}@example.org`, password: 'a long enough password' },
      }),
    })
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return { cookie, origin: house.origin }
  }
  const people = { owner, operator: await joined('operator'), member: await joined('member'), guest: {} }
  const channel = await ask<Channel>(owner, 'POST', '/channels', {
    name: 'Sunday',
    visibility: 'public',
    lowRendition: true,
  })
  const before = (await ask<Ingest>(owner, 'GET', `/channels/${channel.id}/ingest`)).streamKey
  const key = (await ask<Ingest>(people.operator, 'POST', `/channels/${channel.id}/stream-key`)).streamKey
  expect(key).not.toBe(before)

  // What people do with a key by mistake.
  push(before)
  push(`${key} `)
  push(key, { app: `vod/${key}`, tcUrl: `rtmp://here/vod/${key}` })
  for (const path of [`/live/${key}/index.m3u8`, `/live/${key}`, `/live/${key}/e1/source-0.m4s`])
    await look(path.replace(key, 'KEY'), house.origin + path)
  for (const name of [key, before, `${key} `])
    await look(`on-publish ${name.length}`, `${house.origin}/live/on-publish`, {
      method: 'POST',
      body: new URLSearchParams({ name, addr: '192.0.2.7', app: 'live', tcurl: `rtmp://here/live/${name}` }),
    })

  // A push as encoders dress it, with the key wherever they have put it.
  const file = join(folder, 'sent.flv')
  const source = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=320x180:r=25',
    '-f',
    'lavfi',
    '-i',
    'sine=r=48000',
    '-t',
    '5',
  ]
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-g',
    '25',
    '-c:a',
    'aac',
  ]
  run('ffmpeg', ['-v', 'error', ...source, ...codecs, file])
  const socket = push(key, { app: `live/${key}`, tcUrl: `rtmp://here/live/${key}`, swfUrl: key })
  const meta = { streamName: key, title: `rtmp://here/live/${key}` }
  socket.write(chunked('data', writeAmf0('@setDataFrame', 'onMetaData', meta), { streamId: 1 }))
  const began = performance.now()
  const sent = (async () => {
    for (const { kind, timestamp, body } of flvTags(file)) {
      await pause(Math.max(0, timestamp - (performance.now() - began)))
      socket.write((kind === 'video' ? videoBytes : audioBytes)(body, { timestamp }))
    }
  })()
  const now = () => ask<Channel>(owner, 'GET', `/channels/${channel.id}`)
  const { event } = await until(async () => (await now()).state === 'live' && now(), { seconds: 20 })
  const files = async (list: string) => {
    const text = (await look(list, `${house.origin}/live/${channel.publicId}/${list}`)).toString()
    return text.match(/e\d+\/[\w.-]+\.m(4s|p4)/g) ?? []
  }
  await files('index.m3u8')
  for (const list of ['source.m3u8', 'dvr.m3u8', 'audio.m3u8', '360.m3u8'])
    for (const uri of new Set(await files(list)))
      await look(uri, `${house.origin}/live/${channel.publicId}/${uri}`)
  await walk(people, { channels: channel.id, events: event!.id })
  const lines = Buffer.concat(commandLines())
  read.set('command lines', lines)
  read.set('metrics', await look('metrics', `${house.origin}/metrics`))
  await sent
  socket.destroy()
  await ask(owner, 'POST', `/events/${event!.id}/end`)
  const { clipId } = await until(
    async () => {
      const over = await ask<LiveEvent>(owner, 'GET', `/events/${event!.id}`)
      return over.clipId !== null && over
    },
    { seconds: 30, what: 'the clip' },
  )
  await walk({ owner }, { footage: clipId!, channels: channel.id, events: event!.id })
  read.set('log', Buffer.from((await house.stop('SIGKILL')).log))
  expect(read.get('log')!.toString()).toContain('a push began')

  const kept = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
  const database = new Map<string, Buffer>()
  for (const entry of kept) {
    const path = join(entry.parentPath, entry.name)
    read.set(`name of ${path}`, Buffer.from(path))
    if (entry.isFile()) database.set(path, await readFile(path))
  }
  expect(database.size).toBeGreaterThan(5)

  const found: string[] = []
  for (const one of [key, before]) {
    const { plain, hashes } = formsOf(one)
    for (const [where, bytes] of [...read, ...database])
      if (plain.some((form) => bytes.includes(form))) found.push(where)
    for (const [where, bytes] of read)
      if (hashes.some((form) => bytes.includes(form))) found.push(`hash: ${where}`)
  }
  expect(found).toEqual([])
}, 120_000)
