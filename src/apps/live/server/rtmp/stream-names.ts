import type { Amf0Object, Amf0Value } from './amf0-reader.ts'

/** The addresses encoders may send to: `/live` with a stream key, `/ingest` with a ticket an nginx-rtmp in front was given. */
export type Address = { app: 'live' | 'ingest'; rest: string }

const longestKey = 256

/**
 * What the encoder connects to. Encoders put the path into `app` with or without slashes, some put the key there too, and some send no
 * `tcUrl`. Null when it is neither of our two.
 */
export function addressOf(connect: Amf0Object): Address | null {
  const path = text(connect.app) || pathOf(text(connect.tcUrl))
  const [app, ...rest] = path
    .replace(/\?.*$/s, '')
    .replace(/^\/+|\/+$/g, '')
    .split('/')
  return app === 'live' || app === 'ingest' ? { app, rest: rest.join('/') } : null
}

/** The key exactly as it was sent; '' when there is none or nobody would have made such a long one. */
export function keyOf(address: Address, name: Amf0Value): string {
  const key = text(name) || address.rest
  return key.length <= longestKey ? key : ''
}

/** How the encoder calls itself, fit for a log and a page: one short line. */
export function encoderOf(connect: Amf0Object): string | null {
  const name = text(connect.flashVer)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 80)
  return name || null
}

const text = (value: Amf0Value): string => (typeof value === 'string' ? value : '')

const pathOf = (url: string): string => /^rtmps?:\/\/[^/]*\/(.*)$/i.exec(url)?.[1] ?? ''
