import type { FastifyInstance, preParsingHookHandler } from 'fastify'
import { Fault } from '../errors.ts'

/** A JSON body that has not arrived by then never will: its connection is closed. */
const defaultPatienceSeconds = 30

/** Which bodies are read: JSON, whole. Forms are let in where a route says so, and thrown away. Bytes of uploads are left to their routes. */
export function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A DELETE or POST without a body often still says that it is JSON.
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
  app.addContentTypeParser(forms, { parseAs: 'string' }, (request, _body, done) => {
    done(request.routeOptions.config.form ? null : noForms(), undefined)
  })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
}

const forms = ['application/x-www-form-urlencoded', 'multipart/form-data']

const noForms = () =>
  new Fault('unsupported', 'media-type', 'Send JSON with the content type application/json.')

/** Ends the connection of a body that drips in, where it is read whole. */
export const bodyInTime =
  (patienceSeconds = defaultPatienceSeconds): preParsingHookHandler =>
  (request, _reply, payload, done) => {
    const type = request.headers['content-type'] ?? ''
    if (['application/json', ...forms].some((one) => type.startsWith(one))) {
      const late = setTimeout(() => request.raw.destroy(), patienceSeconds * 1000)
      request.raw.once('close', () => clearTimeout(late)).once('end', () => clearTimeout(late))
    }
    done(null, payload)
  }
