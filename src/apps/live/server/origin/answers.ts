import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** A playlist as it leaves, made once for all who ask for it. */
export type Rendered = { body: Buffer; head: string[]; small: Buffer | null; smallHead: string[] }

const guards = ['x-content-type-options', 'nosniff', 'cross-origin-resource-policy', 'same-origin']
const neverKept = ['cache-control', 'no-store']
const keptForEver = ['cache-control', 'public, max-age=86400, immutable']
/** Below this, compressing costs more than it saves. */
const worthIt = 1000

export function render(text: string): Rendered {
  const body = Buffer.from(text)
  const small = body.length > worthIt ? gzipSync(body, { level: 4 }) : null
  const head = (size: number) => [
    ...guards,
    ...neverKept,
    'content-type',
    'application/vnd.apple.mpegurl',
    'vary',
    'accept-encoding',
    'content-length',
    String(size),
  ]
  return {
    body,
    head: head(body.length),
    small,
    smallHead: small ? [...head(small.length), 'content-encoding', 'gzip'] : [],
  }
}

export function sendPlaylist(request: IncomingMessage, response: ServerResponse, made: Rendered): void {
  const { small } = made
  const packed = small !== null && (request.headers['accept-encoding'] ?? '').includes('gzip')
  response.writeHead(200, packed ? made.smallHead : made.head)
  if (request.method === 'HEAD') response.end()
  else response.end(packed ? small : made.body)
}

/** A part, a segment or an init segment: the same bytes for ever. */
export function sendFile(request: IncomingMessage, response: ServerResponse, parts: readonly Buffer[]): void {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  response.writeHead(200, fileHead(size))
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  response.cork()
  for (const part of parts) response.write(part)
  response.end()
  response.uncork()
}

export const fileHead = (size: number): string[] => [
  ...guards,
  ...keptForEver,
  'content-type',
  'video/mp4',
  'content-length',
  String(size),
]

/** No words: players read none. */
export function refuse(response: ServerResponse, status: 400 | 404 | 405 | 503, retryAfter?: number): void {
  const again = retryAfter === undefined ? [] : ['retry-after', String(retryAfter)]
  response.writeHead(status, [...guards, ...neverKept, ...again, 'content-length', '0']).end()
}
