import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/platform/clock.ts'
import type { Config } from '../../src/platform/config/config.ts'
import { openMediaDelivery } from '../../src/platform/http/media-delivery.ts'
import { mediaRoutes } from '../../src/platform/http/media-routes.ts'
import { type MediaFile, openSignedPaths } from '../../src/platform/http/signed-paths.ts'
import { newId } from '../../src/platform/ids.ts'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import type { Storage } from '../../src/platform/storage/storage.ts'
import { startCeph } from '../bed/s3-ceph.ts'
import { bindRoutes } from '../harness/bind-routes.ts'
import { quietLog } from '../harness/quiet.ts'
import { startMediaNginx } from './media-nginx.ts'

const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 251))
const playlist = Buffer.from('#EXTM3U\n#EXT-X-MAP:URI="720.mp4"\n')
const object = newId()
const signedPaths = openSignedPaths({ secretKey: Buffer.alloc(32, 1), cdnUrl: null, clock: systemClock })
const sign = () => signedPaths.sign({ purpose: 'footage', object, version: 1 }, 600)
const files: Record<string, MediaFile> = {
  '720.mp4': { key: 'clip/720.mp4', contentType: 'video/mp4', cache: 'public' },
  '720.m3u8': { key: 'clip/720.m3u8', contentType: 'application/vnd.apple.mpegurl', cache: 'revalidate' },
  'master.m3u8': {
    key: 'clip/master',
    body: playlist,
    contentType: 'application/vnd.apple.mpegurl',
    cache: 'revalidate',
  },
  'page.html': { key: 'clip/720.mp4', contentType: 'text/html', cache: 'revalidate' },
  original: {
    key: 'clip/720.mp4',
    contentType: 'video/mp4',
    cache: 'revalidate',
    downloadName: 'Fähre "1".mp4',
  },
  lost: { key: 'clip/lost', contentType: 'video/mp4', cache: 'public' },
}

/** A house that delivers in one way, and what a visitor gets. */
type Place = { house: FastifyInstance; direct: string; origin: string; close(): Promise<void> }

async function openPlace(storage: Storage, way: Config['mediaDelivery'], disk: string): Promise<Place> {
  await storage.put('clip/720.mp4', bytes)
  await storage.put('clip/720.m3u8', playlist)
  const house = bindRoutes(
    mediaRoutes({
      storage,
      signedPaths,
      deliver: openMediaDelivery(way, storage),
      publicUrl: 'https://house.example',
      cdnUrl: null,
      doors: [{ purpose: 'footage', resolve: async (_, file) => files[file] ?? null }],
    }),
  )
  const direct = await house.listen({ port: 0, host: '127.0.0.1' })
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-media-nginx-'))
  const nginx = way === 'nginx' ? await startMediaNginx(folder, direct, disk) : null
  return {
    house,
    direct,
    origin: nginx?.origin ?? direct,
    async close() {
      await nginx?.stop()
      await house.close()
      await rm(folder, { recursive: true })
    },
  }
}

let root: string
let disk: Storage
let ceph: Awaited<ReturnType<typeof startCeph>>
let store: Storage
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'longhouse-delivery-'))
  await chmod(root, 0o755)
  const log = quietLog()
  disk = await openStorage({ engine: 'disk', folder: join(root, 'storage') }, { log })
  ceph = await startCeph(join(root, 'ceph'))
  store = await openStorage(ceph.config, { log })
})
afterAll(async () => {
  await disk?.close()
  await store?.close()
  await ceph?.stop()
  await rm(root, { recursive: true })
})

const behind = ['disk through the house', 'disk by nginx', 'Ceph through the house', 'Ceph by nginx'] as const
describe.each(behind)('media from %s', (name) => {
  let place: Place
  beforeAll(async () => {
    const storage = name.startsWith('disk') ? disk : store
    place = await openPlace(storage, name.endsWith('nginx') ? 'nginx' : 'self', join(root, 'storage'))
  })
  afterAll(() => place.close())
  const get = (file: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${place.origin}${sign()}/${file}`, { method, headers })
  const whole = async (answer: Response) => Buffer.from(await answer.arrayBuffer())

  it('are whole, with the headers of the house and none of the store', async () => {
    const answer = await get('720.mp4', { cookie: 'secret=1', authorization: 'Bearer lh_x' })
    expect(answer.status).toBe(200)
    expect((await whole(answer)).equals(bytes)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '20000',
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=3600, s-maxage=5, must-revalidate',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Content-Length, Content-Range, ETag',
      etag: expect.stringMatching(/^"[\w-]+"$/),
      'last-modified': expect.stringContaining('GMT'),
    })
    const strange = [...answer.headers.keys()].filter((key) => /^x-(amz|rgw|accel|longhouse)/.test(key))
    expect(strange).toEqual([])
  })

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-4999', 100, 4999],
    ['bytes=19990-', 19_990, 19_999],
    ['bytes=-10', 19_990, 19_999],
    ['bytes=19990-50000', 19_990, 19_999],
  ])('come in the range %s', async (range, start, end) => {
    const answer = await get('720.mp4', { range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/20000`)
    expect((await whole(answer)).equals(bytes.subarray(start, end + 1))).toBe(true)
  })

  it('are not sent again to whom has them, and a range only of what it has', async () => {
    const first = await get('720.mp4')
    const etag = first.headers.get('etag')!
    expect((await get('720.mp4', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('720.mp4', { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await get('720.mp4', { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await get('720.mp4', { range: 'bytes=20000-' })).status).toBe(416)
    const head = await get('720.mp4', {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
      200,
      '20000',
      etag,
    ])
  })

  it('keep their playlists, names and guards', async () => {
    for (const file of ['720.m3u8', 'master.m3u8']) {
      const list = await get(file)
      expect(await list.text()).toBe(playlist.toString())
      expect(list.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    }
    const page = await get('page.html')
    expect(page.headers.get('content-type')).toBe('application/octet-stream')
    expect(page.headers.get('content-disposition')).toBe('attachment')
    const original = await get('original')
    expect(original.headers.get('content-disposition')).toContain("filename*=UTF-8''F%C3%A4hre%20%221%22.mp4")
    expect(original.headers.get('cache-control')).toBe('public, max-age=5, must-revalidate')
  })

  it('that are gone, or behind a path that was not signed, are 404 in words', async () => {
    for (const path of [`${sign()}/lost`, `${sign()}/none`, '/media/forged/720.mp4']) {
      const answer = await fetch(place.origin + path)
      expect(answer.status).toBe(404)
      const text = await answer.text()
      expect(text).toContain('There is nothing here')
      expect(text).not.toContain('clip/')
    }
  })

  it('have no door that a visitor opens alone', async () => {
    for (const path of [
      '/_longhouse/disk/clip/720.mp4',
      '/_longhouse/disk/../storage/clip/720.mp4',
      '/_longhouse/store',
    ]) {
      const answer = await fetch(place.origin + path, {
        headers: { 'x-accel-redirect': path, 'x-longhouse-store': ceph.url },
      })
      expect(answer.status).toBe(404)
      expect((await whole(answer)).byteLength).toBeLessThan(1000)
    }
  })
})

describe('media that a browser is sent to the store for', () => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(store, 'redirect', '')
  })
  afterAll(() => place.close())

  it('come from there, typed and named as the house says', async () => {
    const there = await fetch(`${place.origin}${sign()}/original`, { redirect: 'manual' })
    expect(there.status).toBe(302)
    expect(there.headers.get('cache-control')).toBe('private, max-age=5')
    expect(there.headers.get('location')).toContain(ceph.url)
    const answer = await fetch(`${place.origin}${sign()}/original`, { headers: { range: 'bytes=5-9' } })
    expect(answer.status).toBe(206)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(5, 10))).toBe(true)
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('content-disposition')).toContain('F%C3%A4hre')
    const page = await fetch(`${place.origin}${sign()}/page.html`)
    expect(page.headers.get('content-type')).toBe('application/octet-stream')
    const head = await fetch(`${place.origin}${sign()}/720.mp4`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '20000'])
  })

  it('have the same address for a while, so that a browser finds them in its cache', async () => {
    const ask = async () =>
      (await fetch(`${place.origin}${sign()}/720.mp4`, { redirect: 'manual' })).headers.get('location')
    const [first, second] = [await ask(), await ask()]
    expect(first).toBe(second)
  })

  it('are playlists no less: those come from the house, beside the files they name', async () => {
    for (const file of ['720.m3u8', 'master.m3u8']) {
      const list = await fetch(`${place.origin}${sign()}/${file}`, { redirect: 'manual' })
      expect(list.status).toBe(200)
      expect(await list.text()).toBe(playlist.toString())
    }
  })
})
