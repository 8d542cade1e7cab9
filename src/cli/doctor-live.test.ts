import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Config } from '#platform/config/config.ts'
import { type Certificate, makeCertificate } from '../../test/deploy/certificate.ts'
import { streams } from './doctor-live.ts'

let folder: string
let certificate: Certificate
let other: Certificate
const opened: Server[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-doctor-live-'))
  await mkdir(join(folder, 'other'))
  certificate = makeCertificate(folder)
  other = makeCertificate(join(folder, 'other'))
})
afterAll(async () => {
  for (const server of opened) server.close()
  await rm(folder, { recursive: true })
})

async function listening(server: Server): Promise<number> {
  opened.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
const answering = (bytes: Buffer) =>
  listening(createServer((socket: Socket) => void socket.once('data', () => socket.end(bytes))))
const house = (live: object) =>
  listening(createHttp((_request, response) => response.end(JSON.stringify({ dependencies: { live } }))))

const config = (live: Partial<Config['live']>, more: object = {}) =>
  ({
    host: '127.0.0.1',
    port: 1,
    publicUrl: 'https://localhost',
    roles: ['live'],
    apps: ['live'],
    db: { engine: 'sqlite', file: '' },
    live: {
      rtmpHost: '127.0.0.1',
      rtmpPort: 0,
      rtmps: null,
      publicRtmp: null,
      publicRtmps: null,
      address: null,
      ...live,
    },
    ...more,
  }) as unknown as Config
const rtmps = (files: Pick<Certificate, 'cert' | 'key'>) => ({
  port: 0,
  certFile: files.cert,
  keyFile: files.key,
})

test('a port for streams: free, taken by this house, by RTMP, or by something else', async () => {
  const stranger = await answering(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(await streams(config({ rtmpPort: stranger }))).toMatchObject([
    { state: 'weak', mend: expect.stringContaining(`ss -ltnp | grep ${stranger}`) },
  ])
  const here = { port: await house({ state: 'ready', detail: '0 on air' }) }
  expect(await streams(config({ rtmpPort: stranger }, here))).toMatchObject([
    { state: 'well', found: 'Longhouse takes streams there' },
  ])
  const said = `No streams are taken: port ${stranger} is taken by another program.`
  const without = { port: await house({ state: 'degraded', detail: said }) }
  expect(await streams(config({ rtmpPort: stranger }, without))).toMatchObject([
    { state: 'weak', found: said },
  ])
  const rtmp = await answering(Buffer.alloc(1537, 3))
  expect(await streams(config({ rtmpPort: rtmp }))).toMatchObject([{ state: 'well' }])
})

test('a machine of several says where the others find its streams', async () => {
  const look = (url: string, address: string | null) =>
    streams(config({ address }, { db: { engine: 'postgres', url }, port: 5000 }))
  for (const here of ['postgres://u:p@localhost/house', 'postgres://u:p@127.0.0.1:5432/house'])
    expect(await look(here, null)).toEqual([])
  const away = 'postgres://u:secret@db.example/house'
  for (const address of [null, 'http://127.0.0.1:5000']) {
    const found = await look(away, address)
    expect(found).toMatchObject([
      { name: 'LIVE_ADDRESS', state: 'weak', mend: expect.stringMatching(/http:\/\/[\d.]+:5000/) },
    ])
    expect(JSON.stringify(found)).not.toContain('secret')
  }
  expect(await look(away, 'http://192.0.2.7:5000')).toMatchObject([{ state: 'well' }])
})

test('where no streams are taken nothing is looked at', async () => {
  expect(await streams(config({ rtmpPort: 1 }, { roles: ['web'] }))).toEqual([])
  expect(await streams(config({ rtmpPort: 1 }, { apps: ['notes'] }))).toEqual([])
})

test('a certificate of RTMPS: its end, its name, its key, and files that are not there', async () => {
  const at = (days: number) => new Date(Date.now() + days * 86_400_000)
  const look = async (live: Partial<Config['live']>, now = at(0)) => (await streams(config(live), now))[0]!
  expect(await look({ rtmps: rtmps(certificate) }, at(-30))).toMatchObject({ state: 'well' })
  expect(await look({ rtmps: rtmps(certificate) })).toMatchObject({
    state: 'weak',
    mend: expect.stringContaining('certbot renew'),
  })
  expect(await look({ rtmps: rtmps(certificate) }, at(10))).toMatchObject({
    state: 'ill',
    found: expect.stringContaining('encoders refuse it'),
  })
  const elsewhere = { rtmps: rtmps(certificate), publicRtmps: 'rtmps://in.example:443' }
  expect((await look(elsewhere, at(-30))).found).toContain('not for in.example')
  const mixed = rtmps({ cert: certificate.cert, key: other.key })
  expect(await look({ rtmps: mixed })).toMatchObject({
    state: 'ill',
    found: expect.stringContaining('is not the key of'),
  })
  const away = rtmps({ cert: join(folder, 'nothing.pem'), key: certificate.key })
  expect((await look({ rtmps: away })).found).toContain('nothing.pem cannot be read (ENOENT)')
  const file = join(folder, 'words.pem')
  await writeFile(file, 'words')
  expect((await look({ rtmps: rtmps({ cert: file, key: file }) })).found).toContain('no certificate and key')
})
