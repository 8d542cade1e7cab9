import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { route } from '../../contract/route.ts'
import { Strict } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import type { Storage } from '../storage/storage.ts'
import { type BoundRoute, type Call, handle } from './handle.ts'
import type { MediaDelivery } from './media-delivery.ts'
import { type Bytes, type Headers, sendBytes } from './ranges.ts'
import type { MediaDoor, MediaFile, SignedPaths } from './signed-paths.ts'

const media = {
  path: '/media/:token/*',
  bare: true,
  // The token is the right; it was given to someone who had it.
  access: { who: 'anyone' },
  // A hall full of people behind one address watches in ranges.
  limit: 'media',
  params: Strict({
    token: Type.String({ maxLength: 200 }),
    '*': Type.String({ minLength: 1, maxLength: 300 }),
  }),
} as const

const readMediaHead = route({
  ...media,
  id: 'media.head',
  method: 'HEAD',
  summary: 'About a file behind a signed path',
})
const readMedia = route({
  ...media,
  id: 'media.read',
  method: 'GET',
  summary: 'A file behind a signed path, whole or a range of it',
})
const askMedia = route({
  ...media,
  id: 'media.options',
  method: 'OPTIONS',
  status: 204,
  summary: 'What other sites may ask of media',
})

/** `/media/<token>/<file>`: a token names an object, the door of its purpose says which file that is. */
export function mediaRoutes(house: {
  storage: Pick<Storage, 'get' | 'stat'>
  deliver: MediaDelivery
  signedPaths: Pick<SignedPaths, 'open'>
  doors: readonly MediaDoor[]
  publicUrl: string
  cdnUrl: string | null
}): BoundRoute[] {
  const doors = new Map(house.doors.map((door) => [door.purpose, door]))

  const send = async (call: Call<typeof readMedia>) => {
    const grant = house.signedPaths.open(call.params.token)
    const file = grant && (await doors.get(grant.purpose)?.resolve(grant, call.params['*']))
    if (!file) throw nothingHere()
    const headers = { ...guards, ...kindOf(file), ...cachingOf(file), ...sitesOf(file, house) }
    if (await house.deliver(call, file, headers)) return undefined
    const found = await bytesOf(file, house.storage)
    if (!found) throw nothingHere()
    await sendBytes(call, found, headers)
    return undefined
  }

  return [
    handle(readMediaHead, send as never),
    handle(readMedia, send),
    handle(askMedia, ({ reply }) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
        'access-control-max-age': 86_400,
      })
      return undefined
    }),
  ]
}

const nothingHere = () =>
  new Fault(
    'missing',
    'not-found',
    'There is nothing here, or this address has run out. Open the page again.',
  )

/** What is stored, or what the door made on the fly: that was never sent before. Null when it is not there. */
async function bytesOf(file: MediaFile, storage: Pick<Storage, 'get' | 'stat'>): Promise<Bytes | null> {
  const { body } = file
  if (body) {
    const part = (range?: { start: number; end: number }) =>
      range ? body.subarray(range.start, range.end + 1) : body
    return {
      size: body.length,
      modifiedAt: new Date(),
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`,
      open: async (range) => Readable.from([part(range)]),
    }
  }
  const stat = await storage.stat(file.key)
  return stat && { ...stat, open: (range) => storage.get(file.key, range) }
}

/** Whatever a file says it is, it runs nothing in the name of this house. */
const guards = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
}

const shown =
  /^(video\/[\w.+-]+|audio\/[\w.+-]+|image\/(jpeg|png|webp|avif|gif)|application\/vnd\.apple\.mpegurl|text\/(vtt|plain)(; ?charset=utf-8)?)$/

/** HTML, SVG and all else that is not media leaves as a download of bytes. */
function kindOf(file: MediaFile): Headers {
  if (file.downloadName === undefined && shown.test(file.contentType))
    return { 'content-type': file.contentType }
  return {
    'content-type': shown.test(file.contentType) ? file.contentType : 'application/octet-stream',
    'content-disposition': attachment(file.downloadName),
  }
}

/** RFC 6266: a plain name for old clients, the real one beside it. */
function attachment(name: string | undefined): string {
  if (name === undefined) return 'attachment'
  const plain = name.normalize('NFKD').replaceAll(/[^\w .()-]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

/**
 * A change of visibility ends a path within 10 s everywhere: 5 s at the door, 5 s in shared caches. They ask again with the
 * ETag, so a CDN still serves the bytes. A browser that was openly given a public file may show it for an hour.
 */
function cachingOf(file: MediaFile): Headers {
  const browser = file.cache === 'public' ? 'max-age=3600, s-maxage=5' : 'max-age=5'
  return { 'cache-control': `public, ${browser}, must-revalidate` }
}

/** Public media may be played by any site; the rest by this house's own pages, also when a CDN serves it. */
function sitesOf(file: MediaFile, house: { publicUrl: string; cdnUrl: string | null }): Headers {
  const open = file.cache === 'public'
  const origin = open ? '*' : house.cdnUrl === null ? null : new URL(house.publicUrl).origin
  return {
    'cross-origin-resource-policy': open || house.cdnUrl !== null ? 'cross-origin' : 'same-origin',
    ...(origin && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Content-Length, Content-Range, ETag',
    }),
  }
}
