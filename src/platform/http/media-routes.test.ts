import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bindRoutes } from '../../../test/harness/bind-routes.ts'
import { until } from '../../../test/until.ts'
import { systemClock } from '../clock.ts'
import { newId } from '../ids.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { openMediaDelivery } from './media-delivery.ts'
import { mediaRoutes } from './media-routes.ts'
import { openSignedPaths, type MediaFile } from './signed-paths.ts'

const body = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))

describe('media routes', () => {
  let root: string
  let storage: Storage
  let app: FastifyInstance
  let version: number
  let files: Record<string, MediaFile>
  const object = newId()
  const signedPaths = openSignedPaths({ secretKey: Buffer.alloc(32, 1), cdnUrl: null, clock: systemClock })
  const sign = () => signedPaths.sign({ purpose: 'footage', object, version: 1 }, 600)
  const bind = (cdnUrl: string | null = null, from: Pick<Storage, 'get' | 'stat'> = storage) =>
    bindRoutes(
      mediaRoutes({
        storage: from,
        deliver: openMediaDelivery('self', storage),
        signedPaths,
        publicUrl: 'https://house.example',
        cdnUrl,
        doors: [
          {
            purpose: 'footage',
            resolve: async (grant, file) =>
              grant.object === object && grant.version === version
                ? Object.hasOwn(files, file)
                  ? files[file]!
                  : null
                : null,
          },
        ],
      }),
    )

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'longhouse-media-'))
    storage = await openStorage({ engine: 'disk', folder: root }, { log: pino({ level: 'silent' }) })
    await storage.put('clip/720.mp4', body)
    await storage.put('clip/empty', Buffer.alloc(0))
    version = 1
    files = {
      '720.mp4': { key: 'clip/720.mp4', contentType: 'video/mp4', cache: 'public' },
      'deep/720.m3u8': {
        key: 'clip/720.mp4',
        contentType: 'application/vnd.apple.mpegurl',
        cache: 'revalidate',
      },
      'page.html': { key: 'clip/720.mp4', contentType: 'text/html', cache: 'public' },
      'drawing.svg': { key: 'clip/720.mp4', contentType: 'image/svg+xml', cache: 'public' },
      original: {
        key: 'clip/720.mp4',
        contentType: 'video/mp4',
        cache: 'revalidate',
        downloadName: 'Fähre "1".mp4',
      },
      empty: { key: 'clip/empty', contentType: 'video/mp4', cache: 'public' },
      lost: { key: 'clip/lost', contentType: 'video/mp4', cache: 'public' },
    }
    app = bind()
  })
  afterEach(async () => {
    await app.close()
    await storage.close()
    await rm(root, { recursive: true })
  })

  const get = (
    file: string,
    headers: Record<string, string> = {},
    method: 'GET' | 'HEAD' | 'OPTIONS' = 'GET',
  ) => app.inject({ method, url: `${sign()}/${file}`, headers })

  it('sends the whole file with its validators and the headers of the house', async () => {
    const answer = await get('720.mp4')
    expect(answer.statusCode).toBe(200)
    expect(answer.rawPayload.equals(body)).toBe(true)
    expect(answer.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[\w-]+"$/),
      'last-modified': expect.stringContaining('GMT'),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-part-of-the-house': 'yes',
    })
  })

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=990-', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=999-999', 999, 999],
  ])('sends the range %s', async (range, start, end) => {
    const answer = await get('720.mp4', { range })
    expect(answer.statusCode).toBe(206)
    expect(answer.headers['content-range']).toBe(`bytes ${start}-${end}/1000`)
    expect(answer.headers['content-length']).toBe(String(end - start + 1))
    expect(answer.rawPayload.equals(body.subarray(start, end + 1))).toBe(true)
  })

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])(
    'refuses the range %s',
    async (range) => {
      const answer = await get('720.mp4', { range })
      expect(answer.statusCode).toBe(416)
      expect(answer.headers['content-range']).toBe('bytes */1000')
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.json()).toMatchObject({ status: 416, code: 'range-outside' })
    },
  )

  it.each(['bytes=0-1,5-6', 'bytes=5-2', 'bytes=', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=0-1-2'])(
    'answers the whole file to %s',
    async (range) => {
      const answer = await get('720.mp4', { range })
      expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, 1000])
    },
  )

  it('knows the edges of an empty file', async () => {
    expect((await get('empty')).statusCode).toBe(200)
    expect((await get('empty', { range: 'bytes=0-' })).statusCode).toBe(416)
    expect((await get('empty', { range: 'bytes=-5' })).statusCode).toBe(416)
  })

  it('answers HEAD with everything but the bytes, and no range', async () => {
    const answer = await get('720.mp4', { range: 'bytes=0-1' }, 'HEAD')
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, 0])
    expect(answer.headers['content-length']).toBe('1000')
  })

  it('answers 304 to a client that has it', async () => {
    const { etag, 'last-modified': modified } = (await get('720.mp4')).headers as Record<string, string>
    const later = new Date(Date.now() + 60_000).toUTCString()
    for (const headers of [
      { 'if-none-match': etag! },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified! },
      { 'if-modified-since': later },
    ]) {
      const answer = await get('720.mp4', headers)
      expect([answer.statusCode, answer.rawPayload.length]).toEqual([304, 0])
      expect(answer.headers.etag).toBe(etag)
      expect(answer.headers['cache-control']).toContain('max-age')
    }
    const other = await get('720.mp4', { 'if-none-match': '"other"', 'if-modified-since': later })
    expect(other.statusCode).toBe(200)
    expect((await get('720.mp4', { 'if-modified-since': 'yesterday' })).statusCode).toBe(200)
  })

  it('goes on with If-Range only in the same file', async () => {
    const { etag, 'last-modified': modified } = (await get('720.mp4')).headers as Record<string, string>
    const range = 'bytes=1-2'
    expect((await get('720.mp4', { range, 'if-range': etag! })).statusCode).toBe(206)
    expect((await get('720.mp4', { range, 'if-range': modified! })).statusCode).toBe(206)
    expect((await get('720.mp4', { range, 'if-range': '"other"' })).statusCode).toBe(200)
    expect((await get('720.mp4', { range, 'if-range': `W/${etag}` })).statusCode).toBe(200)
    expect((await get('720.mp4', { range, 'if-range': new Date(0).toUTCString() })).statusCode).toBe(200)
  })

  it('ends with the access version, and tells nobody why there is nothing', async () => {
    const path = sign()
    const forged = path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const foreign = signedPaths.sign({ purpose: 'footage', object: newId(), version: 1 }, 600)
    const doorless = signedPaths.sign({ purpose: 'notes', object, version: 1 }, 600)
    const answers = [
      await app.inject(`${forged}/720.mp4`),
      await app.inject(`${foreign}/720.mp4`),
      await app.inject(`${doorless}/720.mp4`),
      await app.inject(`${path}/lost`),
      await app.inject(`${path}/none`),
      await app.inject(`${path}/..%2f..%2fclip%2f720.mp4`),
      await app.inject(`${path}/__proto__`),
      await app.inject(`${path}/constructor`),
      await app.inject(`/media/x/720.mp4`),
    ]
    version = 2
    answers.push(await app.inject(`${path}/720.mp4`))
    for (const answer of answers) expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
  })

  it('lets shared caches keep nothing longer than 5 s, and browsers only what is public', async () => {
    expect((await get('720.mp4')).headers['cache-control']).toBe(
      'public, max-age=3600, s-maxage=5, must-revalidate',
    )
    expect((await get('deep/720.m3u8')).headers['cache-control']).toBe('public, max-age=5, must-revalidate')
  })

  it('opens public media to every site and the rest to this house, also behind a CDN', async () => {
    const sites = async (file: string) => {
      const { headers } = await get(file)
      return [headers['access-control-allow-origin'], headers['cross-origin-resource-policy']]
    }
    expect(await sites('720.mp4')).toEqual(['*', 'cross-origin'])
    expect(await sites('deep/720.m3u8')).toEqual([undefined, 'same-origin'])
    await app.close()
    app = bind('https://cdn.example')
    expect(await sites('720.mp4')).toEqual(['*', 'cross-origin'])
    expect(await sites('deep/720.m3u8')).toEqual(['https://house.example', 'cross-origin'])
    const preflight = await get('720.mp4', {}, 'OPTIONS')
    expect([preflight.statusCode, preflight.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringContaining('Range'),
    ])
  })

  it('never shows HTML or SVG, and names downloads in every script', async () => {
    for (const file of ['page.html', 'drawing.svg'])
      expect((await get(file)).headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
      })
    expect((await get('original')).headers['content-disposition']).toBe(
      `attachment; filename="Fa_hre _1_.mp4"; filename*=UTF-8''F%C3%A4hre%20%221%22.mp4`,
    )
  })

  it('closes the file when the client leaves', async () => {
    const source = new Readable({
      read() {
        this.push(Buffer.alloc(65_536))
      },
    })
    await app.close()
    app = bind(null, {
      stat: async () => ({ size: 1e12, modifiedAt: new Date(), etag: '"e"' }),
      get: async () => source,
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1')
    socket.resume()
    socket.write(`GET ${sign()}/720.mp4 HTTP/1.1\r\nHost: x\r\n\r\n`)
    await until(() => socket.bytesRead > 1_000_000, { what: 'the first bytes' })
    socket.destroy()
    expect(await until(() => source.destroyed, { what: 'the end of the file' })).toBe(true)
  })
})
