import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

type Encoding = 'br' | 'gzip'
/** Text that is kept and sent again keeps its compressed twins. */
export type Twins = Partial<Record<Encoding, Promise<Buffer>>>

/** Smaller bodies fit a packet as they are. */
const leastBytes = 1024

/**
 * Sends a whole text: compressed when it is worth it and the client takes it, 304 when the client has it. Streams, media and
 * built files have ways of their own.
 */
export function sendBody(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: { body: string | Buffer; type: string; etag?: string | null; twins?: Twins },
): FastifyReply | Promise<FastifyReply> {
  const { headers } = request
  if (answer.etag) {
    reply.header('etag', answer.etag)
    if (headers['if-none-match'] !== undefined && matches(headers['if-none-match'], answer.etag))
      return reply.code(304).send()
  }
  reply.header('content-type', answer.type)
  if (answer.body.length < leastBytes) return reply.send(answer.body)
  vary(reply)
  const encoding = encodingOf(headers['accept-encoding'])
  return encoding ? sendEncoded(reply, answer, encoding) : reply.send(answer.body)
}

async function sendEncoded(
  reply: FastifyReply,
  { body, twins = {} }: { body: string | Buffer; twins?: Twins },
  encoding: Encoding,
): Promise<FastifyReply> {
  twins[encoding] ??= encode(encoding, body)
  const twin = await twins[encoding]
  return reply.header('content-encoding', encoding).send(twin)
}

function vary(reply: FastifyReply): void {
  const others = reply.getHeader('vary')
  reply.header('vary', typeof others === 'string' ? `${others}, Accept-Encoding` : 'Accept-Encoding')
}

/** The best encoding that the client takes. `;q=0` refuses; other weights say no more than "also". */
export function encodingOf(accepted: string | string[] | undefined): Encoding | null {
  if (accepted === undefined) return null
  const taken = String(accepted)
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0])
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : null
}

/** Off the event loop. Quality 4 is where brotli is as quick as gzip and still smaller. */
const encode = (encoding: Encoding, body: string | Buffer): Promise<Buffer> =>
  encoding === 'br'
    ? brotli(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      })
    : zip(body, { level: 5 })

/** `If-None-Match` compares weakly (RFC 9110). */
const matches = (header: string, etag: string) =>
  header.trim() === '*' ||
  header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''))
