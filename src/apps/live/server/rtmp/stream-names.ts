import type { Amf0Object, Amf0Value } from './amf0-reader.ts'

/** The addresses encoders may send to: `/live` with a stream key, `/ingest` with a ticket an nginx-rtmp in front was given. */
export type Address = { app: 'live' | 'ingest'; rest: string }

const longestKey = 256

/**
 * What the encoder connects to. Encoders put the path into `app` with or without slashes, some put the key there too or into `tcUrl` alone,
 * and some send no `tcUrl`. Null when it is neither of our two.
 */
export function addressOf(connect: Amf0Object): Address | null {
  const [said, whole] = [partsOf(text(connect.app)), partsOf(pathOf(text(connect.tcUrl)))]
  const [app, ...rest] = said[0] ? said : whole
  if (app !== 'live' && app !== 'ingest') return null
  return { app, rest: (rest.length > 0 ? rest : whole.slice(1)).join('/') }
}

/** The key exactly as it was sent, without what a form added behind a `?`; '' when there is none or nobody would have made such a long one. */
export function keyOf(address: Address, name: Amf0Value): string {
  const key = withoutQuery(text(name)) || address.rest
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

const withoutQuery = (path: string): string => path.replace(/\?.*$/s, '')

const partsOf = (path: string): string[] =>
  withoutQuery(path)
    .replace(/^\/+|\/+$/g, '')
    .split('/')

const pathOf = (url: string): string => /^rtmps?:\/\/[^/]*\/(.*)$/i.exec(url)?.[1] ?? ''
