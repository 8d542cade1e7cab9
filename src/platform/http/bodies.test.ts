import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyInTime, takeBodies } from './bodies.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
  takeBodies(app)
  const answer = (request: FastifyRequest) => ({ got: request.body ?? null })
  app.post('/', { preParsing: bodyInTime(0.1) }, answer)
  app.post('/form', { preParsing: bodyInTime(0.1), bodyLimit: 100, config: { form: true } }, answer)
})
afterEach(() => app.close())

const type = (type: string) => ({ 'content-type': type })

test('JSON without a body is no body', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    payload: '',
    headers: type('application/json'),
  })
  expect(answer.json()).toEqual({ got: null })
})

test('bytes of an upload are left to the route', async () => {
  const headers = type('application/offset+octet-stream')
  const answer = await app.inject({ method: 'POST', url: '/', payload: 'bytes', headers })
  expect(answer.json()).toEqual({ got: null })
})

test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a form of %s comes in where a route says so, and nothing of it is read',
  async (form) => {
    const send = (url: string, payload = 'List-Unsubscribe=One-Click') =>
      app.inject({ method: 'POST', url, payload, headers: type(form) })
    expect((await send('/form')).json()).toEqual({ got: null })
    expect((await send('/form', 'x'.repeat(101))).statusCode).toBe(413)
    expect((await send('/')).statusCode).toBeGreaterThanOrEqual(400)
  },
)

test.each(['application/json', 'application/x-www-form-urlencoded'])(
  'a body of %s that drips in for ever ends with its connection',
  async (kind) => {
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nhost: h\r\ncontent-type: ${kind}\r\ncontent-length: 100\r\n\r\n{"a":`)
    socket.resume()
    await once(socket, 'close')
    expect(socket.destroyed).toBe(true)
  },
)
