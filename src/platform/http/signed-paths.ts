/**
 * Signed media paths: `/media/<token>/<file…>`. The token names what it opens and is a path prefix, so that playlists
 * keep it and a CDN can cache by path. token = `<kid>.<purpose>.<object>.<version>.<expires>.<hmac>` (base64url HMAC-SHA256).
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
 * for at most 10 s or dropped over the bus, so that a visibility change ends within 10 s.
 */
export type MediaDoor = {
  purpose: string
  resolve(grant: MediaGrant, file: string): Promise<MediaFile | null>
}
export type MediaFile = {
  key: string
  contentType: string
  /** Public objects may be kept by any cache for ever; others are revalidated after 10 s. */
  cache: 'public' | 'revalidate'
  /** Sent as attachment with this name (RFC 6266) when given. */
  downloadName?: string
}
