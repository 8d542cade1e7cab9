import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Fault } from '../errors.ts'

/**
 * The built web app: hashed files for ever, with their brotli and gzip twins; `index.html` for every other page address, so
 * that links into the app work, with what `earlyFetches` says of the address as its `Link` header.
 */
export async function webFiles(
  app: FastifyInstance,
  root: string,
  earlyFetches: (url: string) => Promise<string>,
): Promise<void> {
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
  app.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) throw new Fault('missing', 'no-route', 'There is nothing at this address.')
    return built ? sendIndex(reply, await earlyFetches(request.url)) : notBuilt(reply)
  })
}

/** A page of the app, as opposed to a file or an address of the API that is not there. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0]!
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|media|uploads|assets)(\/|$)/.test(path) &&
    !/\.[a-z0-9]{1,12}$/i.test(path) &&
    /text\/html|\*\/\*/.test(headers.accept ?? '*/*')
  )
}

function sendIndex(reply: FastifyReply, link: string) {
  // The same for everybody: nginx in front may keep it for a second, and for as long as no process answers.
  return reply.headers({ 'cache-control': 'no-cache', 'x-accel-expires': 1, link }).sendFile('index.html')
}

function notBuilt(reply: FastifyReply) {
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send('The web app is not built. Start with `npm start`, or run `npm run build`.\n')
}
