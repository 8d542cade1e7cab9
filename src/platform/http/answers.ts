import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RouteContract } from '../../contract/route.ts'
import { type AnswerShape, answerShape } from './answer-shape.ts'
import { etagOf } from './etags.ts'
import { RawJson } from './raw-json.ts'
import { sendBody } from './send-body.ts'

const json = 'application/json; charset=utf-8'

/** How a route answers: what its handler returned, held against the contract; nothing when the handler has written by itself. */
export function openAnswer(contract: RouteContract) {
  // Made at the first answer: a start does not pay for routes that nobody asks.
  let shape: AnswerShape | undefined

  return {
    send(
      request: FastifyRequest,
      reply: FastifyReply,
      answer: unknown,
    ): FastifyReply | Promise<FastifyReply> {
      if (reply.sent || reply.raw.headersSent) return reply
      if (reply.statusCode === 200 && contract.status) reply.code(contract.status)
      if (answer instanceof RawJson) return sendRaw(request, reply, answer)
      keepFresh(reply, 'no-store')
      if (!contract.answer) return reply.send()
      shape ??= answerShape(contract.answer)
      const { version } = (answer ?? {}) as { version?: unknown }
      if (typeof version === 'number') reply.header('etag', etagOf(version))
      return sendBody(request, reply, { body: JSON.stringify(shape(answer)), type: json })
    },
  }
}

function sendRaw(request: FastifyRequest, reply: FastifyReply, answer: RawJson) {
  // May be kept by its reader's own browser, who asks each time whether it still holds.
  keepFresh(reply, answer.etag ? 'private, no-cache' : 'no-store')
  const { body, etag, twins } = answer
  return sendBody(request, reply, { body, etag, twins, type: json })
}

const keepFresh = (reply: FastifyReply, how: string) =>
  reply.hasHeader('cache-control') ? reply : reply.header('cache-control', how)
