import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { handshakeBytes, openingBytes, videoBytes } from '../server/rtmp/encoder.fixture.ts'
import { makeCertificate } from '../../../../test/deploy/certificate.ts'
import { until } from '../../../../test/until.ts'
import { openCollectingServer } from './collecting-server.ts'
import { pushWithFfmpeg } from './ffmpeg-push.ts'

let folder = ''
const closers: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longhouse-rtmp-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true })
})

async function open(...options: Parameters<typeof openCollectingServer>) {
  const opened = await openCollectingServer(...options)
  closers.push(() => opened.server.close(0))
  return opened
}

function line(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  closers.push(() => socket.destroy())
  return socket
}

const isClosed = (socket: Socket) => socket.closed

test('ffmpeg pushes, stops, and every tag came as it was sent', async () => {
  const { pushes, url, server } = await open()
  const sent = join(folder, 'sent.flv')
  const encode = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-f', 'lavfi', '-i', 'sine']
  const codecs = ['-t', '4', '-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25', '-c:a', 'aac']
  execFileSync('ffmpeg', ['-loglevel', 'error', ...encode, ...codecs, '-f', 'flv', sent])
  const push = pushWithFfmpeg(`${url}/good`, { input: ['-i', sent], output: ['-c', 'copy'] })
  expect(await push.ended).toBe(0)
  await until(() => pushes[0]?.ends.length === 1)
  expect(pushes[0]!.ends).toEqual(['unpublished'])
  expect(pushes[0]!.metas[0]).toMatchObject({ width: 320, height: 180, videocodecid: 7, audiocodecid: 10 })
  expect(pushes[0]!.request).toMatchObject({ by: 'rtmp', key: 'good', address: '127.0.0.1' })
  expect(tagHashes(pushes[0]!.tags)).toEqual(tagHashes(flvTags(sent)))
  await until(() => server.connections() === 0)
})

test('ffmpeg reads why it was refused', async () => {
  const { url, pushes } = await open()
  const push = pushWithFfmpeg(`${url}/near-miss`)
  expect(await push.ended).not.toBe(0)
  expect(push.said()).toContain('The stream key is not known here')
  expect(pushes).toEqual([])
})

test('ffmpeg reads why its stream was ended', async () => {
  const { url, pushes } = await open()
  const push = pushWithFfmpeg(`${url}/good`)
  await until(() => pushes[0]?.tags[0])
  pushes[0]!.stop('newer-push', 'Another encoder took over.')
  expect(await push.ended).not.toBe(0)
  expect(push.said()).toContain('Another encoder took over.')
  expect(pushes[0]!.ends).toEqual(['stopped'])
})

test('an encoder that is killed is lost, and a second push comes beside a first', async () => {
  const { url, pushes, metrics } = await open()
  const first = pushWithFfmpeg(`${url}/good`)
  const second = pushWithFfmpeg(`${url}/good`)
  await until(() => pushes.length === 2 && pushes.every((push) => push.tags.length > 0))
  await first.stop('SIGKILL')
  await until(() => pushes.some((push) => push.ends[0] === 'lost'))
  expect(pushes.filter((push) => push.ends.length > 0)).toHaveLength(1)
  expect(await metrics.registry.metrics()).toContain('longhouse_live_ingest_publishers 1')
  await second.stop('SIGKILL')
})

test('RTMPS: ffmpeg pushes over TLS, and a renewed certificate is taken up while it runs', async () => {
  const [cert, key] = [join(folder, 'live.pem'), join(folder, 'live.key')]
  const put = (from: { cert: string; key: string }, seconds: number) => {
    for (const [source, target] of [
      [from.cert, cert],
      [from.key, key],
    ] as const) {
      copyFileSync(source, target)
      utimesSync(target, seconds, seconds)
    }
  }
  put(makeCertificate(folder), 1000)
  const tls = { port: 0, certFile: cert, keyFile: key, lookEverySeconds: 0.05 }
  const { server, pushes } = await open({ tls })
  const push = pushWithFfmpeg(`rtmps://127.0.0.1:${server.tlsPort}/live/good`)
  await until(() => pushes[0]?.tags[0])
  expect(pushes[0]!.request.by).toBe('rtmps')

  const shown = await fingerprint(server.tlsPort!)
  put(makeCertificate(folder), 2000)
  await until(async () => (await fingerprint(server.tlsPort!)) !== shown)
  expect(pushes[0]!.ends).toEqual([])
  await push.stop('SIGINT')
  await until(() => pushes[0]!.ends.length === 1)
  // Plain RTMP on the port of TLS harms nobody.
  const plain = line(server.tlsPort!)
  plain.write(openingBytes())
  await until(() => isClosed(plain))
})

test('RTMPS without a certificate does not start, and leaves no port behind', async () => {
  const tls = { port: 0, certFile: join(folder, 'none.pem'), keyFile: join(folder, 'none.key') }
  await expect(open({ tls })).rejects.toThrow('ENOENT')
  const { server } = await open()
  await expect(open({ port: server.port })).rejects.toThrow('EADDRINUSE')
})

test('a handshake that comes in drops is cut, however busy it looks', async () => {
  const { server, metrics } = await open({ limits: { handshakeSeconds: 0.5 } })
  const slow = line(server.port)
  slow.write(Buffer.of(3))
  const dripping = setInterval(() => slow.write(Buffer.of(0)), 20)
  closers.push(() => clearInterval(dripping))
  await until(() => isClosed(slow))
  expect(await metrics.registry.metrics()).toContain('refused_total{reason="handshake-slow"} 1')
})

test('hundreds of half-open connections keep no encoder out', async () => {
  const { server, pushes, metrics } = await open()
  const crowd = Array.from({ length: 300 }, () => line(server.port))
  for (const one of crowd) one.write(handshakeBytes())
  await until(() => crowd.filter(isClosed).length === 200)
  expect(server.connections()).toBe(100)
  const encoder = line(server.port)
  encoder.write(Buffer.concat([openingBytes(), videoBytes(Buffer.from('picture'))]))
  await until(() => pushes[0]?.tags.length === 1)
  expect(await metrics.registry.metrics()).toContain('refused_total{reason="crowded"} 201')
})

test('a house that closes tells its encoders, waits for them, and cuts who stays', async () => {
  const { server, pushes } = await open({ limits: { farewellSeconds: 60 } })
  const polite = line(server.port)
  polite.write(openingBytes())
  const rude = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  rude.on('error', () => {})
  rude.write(openingBytes())
  closers.push(() => rude.destroy())
  await until(() => pushes.length === 2)
  await server.close(0.2)
  expect(pushes.map((push) => push.ends)).toEqual([['stopped'], ['stopped']])
  expect(server.connections()).toBe(0)
})

type Tag = { kind: string; timestamp: number; body: Buffer }

const tagHashes = (tags: readonly Tag[]) =>
  tags.map(
    ({ kind, timestamp, body }) =>
      `${kind} ${timestamp} ${body.toString('base64url').slice(0, 400)} ${body.length}`,
  )

/** The tags of a file ffmpeg wrote, without those that tell about the file. */
function flvTags(file: string): Tag[] {
  const bytes = readFileSync(file)
  const tags: Tag[] = []
  for (let at = 13; at < bytes.length;) {
    const size = bytes.readUIntBE(at + 1, 3)
    const kind = bytes[at] === 9 ? 'video' : 'audio'
    const timestamp = bytes.readUIntBE(at + 4, 3)
    if (bytes[at] !== 18) tags.push({ kind, timestamp, body: bytes.subarray(at + 11, at + 11 + size) })
    at += 11 + size + 4
  }
  return tags
}

function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()!.fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}
