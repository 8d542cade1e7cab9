import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Fault } from '../errors.ts'

/**
 * The built web app: hashed files for ever, with their brotli and gzip twins; `index.html` for every other page address, so
 * that links into the app work.
 */
export async function webFiles(app: FastifyInstance, root: string): Promise<void> {
  const built = existsSync(join(root, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      index: false,
      setHeaders(reply, path) {
        const hashed = path.includes('/assets/')
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    const page =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(api|media|uploads|assets)\//.test(request.url)
    if (!page || !(request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/))
      throw new Fault('missing', 'no-route', 'There is nothing at this address.')
    return built ? sendIndex(reply) : notBuilt(reply)
  })
}

function sendIndex(reply: FastifyReply) {
  return reply.header('cache-control', 'no-cache').sendFile('index.html')
}

function notBuilt(reply: FastifyReply) {
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send('The web app is not built. Start with `npm start`, or run `npm run build`.\n')
}
