import type { FastifyInstance, preParsingHookHandler } from 'fastify'

/** A JSON body that has not arrived by then never will: its connection is closed. */
const defaultPatienceSeconds = 30

/** Which bodies are read: JSON, whole. Bytes of uploads are left to their routes. */
export function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A DELETE or POST without a body often still says that it is JSON.
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
}

/** Ends the connection of a JSON body that drips in. */
export const bodyInTime =
  (patienceSeconds = defaultPatienceSeconds): preParsingHookHandler =>
  (request, _reply, payload, done) => {
    if (request.headers['content-type']?.startsWith('application/json')) {
      const late = setTimeout(() => request.raw.destroy(), patienceSeconds * 1000)
      request.raw.once('close', () => clearTimeout(late)).once('end', () => clearTimeout(late))
    }
    done(null, payload)
  }
