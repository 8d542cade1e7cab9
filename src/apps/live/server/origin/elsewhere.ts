import { Agent, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Log } from '#platform/observability/log.ts'
import { refuse } from './answers.ts'

/** Answers for a channel that this process does not have: by the process that has it, or 404. */
export type Elsewhere = {
  answer(request: IncomingMessage, response: ServerResponse, publicId: string): void
  close(): void
}

/** So many answers are remembered, for so long; nobody asks the database for a channel more often. */
const [remembered, rememberedMs] = [2000, 1000]
/** Milliseconds after which a process that has a channel and says nothing is taken for gone; its own answers take 8 s at most. */
const patience = 10_000
/** A request comes this way once: a process that is wrong about the owner does not send it in circles. */
const sentOn = 'x-longhouse-sent-on'
/** Where deploy/nginx/live-edge.conf sends on by itself what the house has looked up. */
const internal = { redirect: '/_longhouse/live', header: 'x-longhouse-live' } as const
/** That file says so with every request: an nginx without it would not know where to go, and its players are nearer to the edge. */
export const fromEdge = 'x-longhouse-live-edge'

/**
 * `ownerOf`: host and port of the process that has the channel, null when nobody has. `nginx`: an edge that stands in front
 * fetches it from there by itself, so that no byte passes through here; otherwise this process passes it on.
 */
export function openElsewhere(options: {
  ownerOf(publicId: string): Promise<{ address: string } | null>
  nginx: boolean
  log: Pick<Log, 'warn'>
}): Elsewhere {
  const { nginx, log } = options
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  const known = new Map<string, { owner: Promise<{ address: string } | null>; until: number }>()

  const ownerOf = (publicId: string) => {
    const now = performance.now()
    const seen = known.get(publicId)
    if (seen && seen.until > now) return seen.owner
    const owner = options.ownerOf(publicId).catch((err: unknown) => {
      log.warn({ err }, 'who has a channel could not be found out')
      // The database is away; whoever had the channel has its stream all the same.
      if (seen) return seen.owner
      throw err
    })
    known.delete(publicId)
    known.set(publicId, { owner, until: now + rememberedMs })
    if (known.size > remembered) known.delete(known.keys().next().value!)
    return owner
  }

  return {
    answer(request, response, publicId) {
      if (request.headers[sentOn] !== undefined) {
        refuse(response, 404, 1)
        return
      }
      ownerOf(publicId).then(
        (owner) => {
          if (response.destroyed) return
          if (!owner) refuse(response, 404, 2)
          else if (nginx && request.headers[fromEdge] !== undefined)
            response
              .writeHead(200, { 'x-accel-redirect': internal.redirect, [internal.header]: owner.address })
              .end()
          else passOn(request, response, owner.address, agent)
        },
        () => response.destroyed || refuse(response, 503, 2),
      )
    },
    close: () => agent.destroy(),
  }
}

/** What a player says that an answer may hang on. Cookies stay here. */
const passed = ['accept-encoding', 'user-agent', fromEdge] as const
const returned = [
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
  'vary',
  'retry-after',
] as const

function passOn(request: IncomingMessage, response: ServerResponse, address: string, agent: Agent): void {
  const { hostname, port } = new URL(`http://${address}`)
  const headers: Record<string, string> = { [sentOn]: '1' }
  for (const name of passed)
    if (request.headers[name] !== undefined) headers[name] = String(request.headers[name])
  const { url: path, method } = request
  const upstream = ask(
    { host: hostname, port, path, method, headers, agent, timeout: patience },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, [
        'x-content-type-options',
        'nosniff',
        'cross-origin-resource-policy',
        'same-origin',
        ...returned.flatMap((name) =>
          answer.headers[name] === undefined ? [] : [name, answer.headers[name]],
        ),
      ])
      pipeline(answer, response, () => undefined)
    },
  )
  upstream.on('timeout', () => upstream.destroy())
  upstream.on('error', () => {
    if (response.headersSent) response.destroy()
    else refuse(response, 503, 1)
  })
  response.on('close', () => upstream.destroy())
  upstream.end()
}
