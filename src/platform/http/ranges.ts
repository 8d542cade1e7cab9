import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AnyCall } from './handle.ts'

export type Headers = Record<string, string | number>

/** An object as HTTP sees it. `open` gives its bytes, both ends inclusive. */
export type Bytes = {
  size: number
  modifiedAt: Date
  /** Strong: the same for the same bytes, by whoever sends them. */
  etag: string
  open(range?: { start: number; end: number }): Promise<Readable>
}

/**
 * Answers GET and HEAD with an object: validators, `304`, one range (`206`, `416`, If-Range). Several ranges at once answer the
 * whole object. Streams past the reply, so that nothing re-encodes a part of a file; the headers that other parts have set go along.
 * Resolves when the last byte is out or the client has left.
 */
export async function sendBytes(call: AnyCall, bytes: Bytes, headers: Headers): Promise<void> {
  const { request, reply } = call
  const asked = request.headers
  const { etag } = bytes
  const modified = new Date(Math.floor(bytes.modifiedAt.getTime() / 1000) * 1000)
  const all: Headers = {
    ...(reply.getHeaders() as Headers),
    ...headers,
    etag,
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
  }

  const answer = (status: number, more: Headers) => {
    reply.hijack()
    reply.raw.writeHead(status, { ...all, ...more })
    return reply.raw
  }
  const { 'content-type': _, 'content-disposition': __, ...unchanged } = all
  if (isUnchanged(asked, etag, modified)) {
    reply.hijack()
    reply.raw.writeHead(304, unchanged).end()
    return
  }

  const range = rangeOf(request.method, asked, etag, modified, bytes.size)
  if (range === 'outside') {
    reply
      .headers(unchanged)
      .header('content-range', `bytes */${bytes.size}`)
      .header('cache-control', 'no-store')
    await reply
      .code(416)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: 'Range Not Satisfiable',
          status: 416,
          code: 'range-outside',
          detail: `This file has ${bytes.size} bytes.`,
          requestId: request.id,
        }),
      )
    return
  }

  const length = range ? range.end - range.start + 1 : bytes.size
  const more: Headers = { 'content-length': length }
  if (range) more['content-range'] = `bytes ${range.start}-${range.end}/${bytes.size}`
  if (request.method === 'HEAD') {
    answer(200, more).end()
    return
  }
  const stream = await bytes.open(range ?? undefined)
  await pipeline(stream, answer(range ? 206 : 200, more)).catch((error: unknown) => {
    // The client has left: nothing is wrong here. Anything else ends the connection short of its length.
    if (!isPremature(error)) call.log.error({ err: error }, 'a file broke off while it was sent')
  })
}

type Asked = AnyCall['request']['headers']

function isUnchanged(asked: Asked, etag: string, modified: Date): boolean {
  const tags = asked['if-none-match']
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
  const since = Date.parse(asked['if-modified-since'] ?? '')
  return !Number.isNaN(since) && modified.getTime() <= since
}

function rangeOf(method: string, asked: Asked, etag: string, modified: Date, size: number) {
  if (method !== 'GET' || asked.range === undefined) return null
  const ifRange = asked['if-range']
  const same = typeof ifRange !== 'string' || ifRange === etag || Date.parse(ifRange) === modified.getTime()
  return same ? readRange(asked.range, size) : null
}

/** Null when the header asks for nothing this server understands, which RFC 9110 answers with the whole object. */
export function readRange(header: string, size: number): { start: number; end: number } | 'outside' | null {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header) ?? []
  if (first === '' && last === '') return null
  if (first === '') return suffix(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'outside' : { start, end }
}

const suffix = (length: number, size: number) =>
  length === 0 || size === 0 ? 'outside' : { start: Math.max(0, size - length), end: size - 1 }

const isPremature = (error: unknown) =>
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
