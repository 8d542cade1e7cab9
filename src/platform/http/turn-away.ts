import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Admission } from './admission.ts'

/** Health and the door answer when everything else is refused; streams stay open for hours and are counted by themselves. */
const always = /^\/api\/v1\/(session|welcome)$|[/-]events$/

/** Milliseconds that a refusal is held back. */
const hold = 250

/**
 * Stands before the framework and lets calls of the API in, or refuses them at the price of writing a line: whoever is refused must not
 * cost what an answer costs. A refusal waits a moment: to a balancer that looks for the process with the fewest open requests, one that
 * refuses at once is the freest of all, and would be sent everything. Pages, media and uploads pass.
 */
export function turnAway(
  server: Server,
  {
    admission,
    refused,
    nameOf,
    pause = () => wait(hold),
  }: {
    admission: Admission
    refused: () => void
    nameOf: (request: IncomingMessage) => string
    /** Left out only by tests. */
    pause?: () => Promise<unknown>
  },
): void {
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (counts(request.url ?? '')) {
      if (admission.full()) {
        refused()
        void pause().then(() => refuse(response, nameOf(request)))
        return
      }
      admission.enter()
      response.once('close', () => admission.leave())
    }
    for (const listener of listeners)
      void listener.call(server, request, response as Parameters<RequestListener>[1])
  })
}

function counts(url: string): boolean {
  if (!url.startsWith('/api/v1/')) return false
  const query = url.indexOf('?')
  return !always.test(query === -1 ? url : url.slice(0, query))
}

function refuse(response: ServerResponse, requestId: string): void {
  const body = JSON.stringify({
    type: 'about:blank',
    title: 'Not available right now',
    status: 503,
    code: 'overloaded',
    detail: 'The house is very busy. Nothing was changed; try again in a few seconds.',
    requestId,
  })
  response
    .writeHead(503, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'retry-after': '5',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    })
    .end(body)
}
