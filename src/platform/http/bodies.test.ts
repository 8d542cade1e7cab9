import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyInTime, takeBodies } from './bodies.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
  takeBodies(app)
  app.post('/', { preParsing: bodyInTime(0.1) }, (request) => ({ got: request.body ?? null }))
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

test('a body that drips in for ever ends with its connection', async () => {
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    'POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
  )
  socket.resume()
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})
