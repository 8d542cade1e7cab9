import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:http2'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type Program } from '../bed/program.ts'
import { until } from '../until.ts'
import { type RealHouse, startHouse } from '../uploads/start-house.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { isInstalled, type Ports, proxies } from './proxies.ts'
import { tlsVisitor } from './tls-visitor.ts'

const password = 'correct horse battery'

for (const [name, proxy] of Object.entries(proxies))
  describe.skipIf(!isInstalled(proxy))(`a house behind ${name}, as it is shipped`, () => {
    let folder: string
    let house: RealHouse
    let running: Program
    let ports: Ports
    let certificate: Certificate
    let ada: ReturnType<typeof tlsVisitor>
    let cookie: string

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), `longhouse-${name.replaceAll(' ', '-')}-`))
      certificate = makeCertificate(folder)
      const [http, https] = [await freePort(), await freePort()]
      const env = { PUBLIC_URL: `https://localhost:${https}`, TRUST_PROXY: '127.0.0.1', RATE_LIMIT: '100000' }
      house = await startHouse(join(folder, 'data'), env)
      ports = { http, https, house: Number(new URL(house.origin).port) }
      running = await proxy.start({ folder, ports, certificate })
      ada = tlsVisitor(https, certificate.pem)
      const token = await setupToken(join(folder, 'data'))
      const answer = await ada.json('/api/v1/setup', {
        name: 'Ada',
        email: 'ada@example.org',
        password,
        spaceName: 'Hall',
        ...token,
      })
      if (answer.status !== 201) throw new Error(answer.body)
      cookie = answer.headers['set-cookie']!.map((line) => line.split(';')[0]).join('; ')
    })
    afterAll(async () => {
      await running?.stop()
      await house?.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    })

    const announce = async (size: number) => {
      const file = { name: 'a.mp4', size, type: 'video/mp4' }
      const answer = await ada.json(
        '/api/v1/spaces/hall/footage',
        { title: 'A drive', visibility: 'members', file },
        { headers: { cookie } },
      )
      if (answer.status !== 201) throw new Error(answer.body)
      return JSON.parse(answer.body) as { id: string; upload: { url: string } }
    }
    const clip = async (id: string) =>
      JSON.parse((await ada.ask(`/api/v1/spaces/hall/footage/${id}`, { headers: { cookie } })).body)
    const tus = (offset: number, length: number) => ({
      cookie,
      'tus-resumable': '1.0.0',
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
      'content-length': String(length),
    })

    test('signs people in with a cookie that never leaves TLS', async () => {
      const answer = await ada.json('/api/v1/session', { email: 'ada@example.org', password })
      expect(answer.status).toBe(201)
      const [set, ...more] = answer.headers['set-cookie']!
      expect(more).toEqual([])
      expect(set).toMatch(/^__Host-/)
      for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(set).toContain(part)
      const me = await ada.ask('/api/v1/me', { headers: { cookie: set!.split(';')[0]! } })
      expect(JSON.parse(me.body)).toMatchObject({ account: { email: 'ada@example.org' } })
      const elsewhere = await ada.json(
        '/api/v1/spaces/hall/footage',
        {},
        { headers: { cookie, origin: 'https://evil.example' } },
      )
      expect([elsewhere.status, JSON.parse(elsewhere.body).code]).toEqual([403, 'cross-site'])
    })

    test('hands an upload on while it comes, takes it up after a break, and keeps nothing of it', async () => {
      const bytes = randomBytes(40_000_000)
      const { id, upload } = await announce(bytes.length)
      const first = ada.begin(upload.url, { method: 'PATCH', headers: tus(0, bytes.length) })
      first.on('error', () => undefined)
      first.write(bytes.subarray(0, 5_000_000))
      // Before the request has ended: nothing waits in the proxy.
      await until(async () => (await clip(id)).upload?.offset > 1_000_000, { seconds: 30, what: 'the bytes' })
      first.destroy()
      const head = await ada.ask(upload.url, {
        method: 'HEAD',
        headers: { cookie, 'tus-resumable': '1.0.0' },
      })
      const offset = Number(head.headers['upload-offset'])
      expect(offset).toBeGreaterThan(1_000_000)
      const rest = bytes.subarray(offset)
      const done = await ada.ask(upload.url, {
        method: 'PATCH',
        headers: tus(offset, rest.length),
        body: rest,
      })
      expect([done.status, done.headers['upload-offset']]).toEqual([204, String(bytes.length)])

      const { download } = await until(
        async () => {
          const now = await clip(id)
          return now.download ? now : null
        },
        { seconds: 30, what: 'the original' },
      )
      const part = await ada.ask(download, { headers: { range: 'bytes=20000000-20000009' } })
      expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 20000000-20000009/40000000'])
      expect(part.headers['content-length']).toBe('10')
      const etag = part.headers.etag!
      expect((await ada.ask(download, { headers: { 'if-none-match': etag } })).status).toBe(304)
    })

    test('refuses what is too long in the words of the house', async () => {
      const answer = await ada.json(
        '/api/v1/spaces/hall/footage',
        { title: 'x'.repeat(3_000_000) },
        { headers: { cookie } },
      )
      expect(answer.status).toBe(413)
      expect(answer.headers['content-type']).toContain('application/problem+json')
    })

    test('sends every event at once', async () => {
      const { id } = await announce(10)
      const stream = await ada.open(`/api/v1/spaces/hall/footage/${id}/events`, { headers: { cookie } })
      expect(stream.headers['content-type']).toContain('text/event-stream')
      let told = ''
      stream.on('data', (chunk) => (told += String(chunk)))
      const titles = () => [...told.matchAll(/"title":"([^"]*)"/g)].map((match) => match[1])
      await until(() => titles().includes('A drive'), { what: 'the first event' })
      const edit = { method: 'PATCH', headers: { cookie } }
      await ada.json(`/api/v1/spaces/hall/footage/${id}`, { title: 'Another drive' }, edit)
      await until(() => titles().at(-1) === 'Another drive', { what: 'the second event' })
      stream.destroy()
    })

    test('tells the house who knocks: limits are for each address, and no header can lie', async () => {
      const guess = (from: string, at: number, headers = {}) =>
        ada.json('/api/v1/session', { email: `x${at}@example.org`, password }, { from, headers })
      const statuses: number[] = []
      for (let at = 0; at < 6; at++) statuses.push((await guess('127.0.0.2', at)).status)
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
      for (const lie of [
        { 'x-forwarded-for': '9.9.9.9' },
        { forwarded: 'for=9.9.9.9' },
        { 'x-real-ip': '9.9.9.9' },
      ])
        expect((await guess('127.0.0.2', 7, lie)).status).toBe(429)
      expect((await guess('127.0.0.3', 8)).status).toBe(401)
    })

    test('sets no header twice and hides none', async () => {
      for (const path of ['/', '/api/v1/welcome', '/nothing/here']) {
        const { raw, headers } = await ada.ask(path)
        const names = raw.filter((_, at) => at % 2 === 0).map((header) => header.toLowerCase())
        expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
        expect(headers).toMatchObject({
          'strict-transport-security': expect.stringContaining('max-age='),
          'content-security-policy': expect.stringContaining("default-src '"),
          'x-content-type-options': 'nosniff',
          'x-request-id': expect.any(String),
        })
      }
    })

    test('keeps figures for this machine, and sends those who come without TLS to it', async () => {
      expect((await ada.ask('/metrics')).status).toBe(404)
      expect((await ada.ask('/livez')).status).toBe(200)
      const plain = await fetch(`http://localhost:${ports.http}/footage?q=fog`, { redirect: 'manual' })
      expect([301, 308]).toContain(plain.status)
      expect(plain.headers.get('location')).toMatch(/^https:\/\/localhost(:\d+)?\/footage\?q=fog$/)
    })

    test('speaks HTTP/2', async () => {
      const session = connect(ada.origin, { ca: certificate.pem })
      const stream = session.request({ ':path': '/livez' })
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
      expect(headers[':status']).toBe(200)
      session.destroy()
    })
  })

/** From another machine, which a proxy looks like, setup asks for the token that stands in DATA_DIR. */
async function setupToken(dataDir: string): Promise<{ token?: string }> {
  const file = (await readdir(dataDir)).find((one) => one.includes('setup'))
  return file ? { token: (await readFile(join(dataDir, file), 'utf8')).trim() } : {}
}
