import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'

/**
 * Signed media paths: `/media/<token>/<file…>`. The token names what it opens and is a path prefix, so that playlists
 * keep it and a CDN can cache by path. token = `<kid>.<purpose>.<object>.<version>.<expires>.<mark>`: numbers in base 36, expiry in
 * seconds, mark = the first 16 bytes of HMAC-SHA256 in base64url. Below 100 characters for purposes of up to 20.
 * `version` is the object's access version: a change of visibility raises it and ends every path given out before.
 */
export type MediaGrant = {
  /** Which app answers for the object: `footage`. Registered with `MediaDoor`. */
  purpose: string
  /** The object's id. */
  object: string
  /** The object's access version when the path was given out. */
  version: number
}

export interface SignedPaths {
  /**
   * `/media/<token>` without a trailing slash, with `CDN_URL` in front when it is set. Expires between `seconds` and 2 × `seconds`
   * from now: expiry is rounded up so that the same object has the same path for a while and caches work.
   */
  sign(grant: MediaGrant, seconds: number): string
  /** The grant of a token, or null when it is forged or expired. Constant time. */
  open(token: string): MediaGrant | null
}

/**
 * What an app registers to serve its media: called for every file behind a valid token. Answers the storage key
 * and headers, or null when the file does not exist or the grant's version is no longer the object's. Must be cached by the app
 * for at most 5 s or dropped over the bus: with the 5 s of caches a visibility change ends every path within 10 s.
 */
export type MediaDoor = {
  purpose: string
  resolve(grant: MediaGrant, file: string): Promise<MediaFile | null>
}
export type MediaFile = {
  key: string
  /** A small file made on the fly (a master playlist), sent instead of what is stored; `key` then only names it. */
  body?: Buffer
  contentType: string
  /**
   * Every shared cache asks again after 5 s. Browsers may keep what was open to all (`public`) for an hour and serve it to any
   * site; of all else they too ask again.
   */
  cache: 'public' | 'revalidate'
  /** Sent as attachment with this name (RFC 6266) when given. */
  downloadName?: string
}

/** Paths that are remembered; the oldest go first. A list page signs some 20. */
const remembered = 10_000

/**
 * The first key signs; the others still open what they signed, so that a key can be changed while paths are out.
 * A path that is asked for again costs one look into a map (`bench/signed-paths.ts`: below 1 µs).
 */
export function openSignedPaths(options: {
  secretKey: Buffer
  earlierKeys?: readonly Buffer[]
  cdnUrl: string | null
  clock: Clock
}): SignedPaths {
  const { clock, cdnUrl } = options
  const keys = [options.secretKey, ...(options.earlierKeys ?? [])].map(deriveKey)
  const byId = new Map(keys.map((key) => [key.id, key.secret]))
  const current = keys[0]!
  const paths = new Map<string, { path: string; expires: number }>()

  const remember = (name: string, made: { path: string; expires: number }) => {
    paths.delete(name)
    paths.set(name, made)
    if (paths.size > remembered) paths.delete(paths.keys().next().value!)
  }

  return {
    sign({ purpose, object, version }, seconds) {
      const now = clock.now() / 1000
      const name = `${purpose}.${object}.${version}.${seconds}`
      const known = paths.get(name)
      if (known && known.expires >= now + seconds && known.expires <= now + 2 * seconds + 1) return known.path
      if (![purpose, object].every((part) => /^[A-Za-z0-9_-]+$/.test(part)))
        throw new Error('a media grant names a purpose and an id')
      const expires = roundUp(now + seconds, seconds, object)
      const body = `${current.id}.${purpose}.${object}.${version.toString(36)}.${expires.toString(36)}`
      const path = `${cdnUrl ?? ''}/media/${body}.${mark(current.secret, body)}`
      remember(name, { path, expires })
      return path
    },

    open(token) {
      const end = token.lastIndexOf('.')
      const [id = '', purpose = '', object = '', version = '', expires = ''] = token.slice(0, end).split('.')
      const given = Buffer.from(token.slice(end + 1))
      const wanted = Buffer.from(mark(byId.get(id) ?? current.secret, token.slice(0, end)))
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || !byId.has(id)) return null
      if (Number.parseInt(expires, 36) <= clock.now() / 1000) return null
      return { purpose, object, version: Number.parseInt(version, 36) }
    },
  }
}

/** Up to the next step of `seconds`; each object has its own steps, so that not all paths change in one moment. */
function roundUp(least: number, seconds: number, object: string): number {
  const shift = createHash('sha256').update(object).digest().readUInt32BE() % seconds
  return Math.ceil((least - shift) / seconds) * seconds + shift
}

function deriveKey(secretKey: Buffer): { id: string; secret: Buffer } {
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secretKey, '', `longhouse/media-paths/${label}`, length))
  return { id: derive('id', 3).toString('base64url'), secret: derive('sign', 32) }
}

const mark = (secret: Buffer, body: string) =>
  createHmac('sha256', secret).update(body).digest().subarray(0, 16).toString('base64url')
