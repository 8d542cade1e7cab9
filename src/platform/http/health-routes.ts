import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { prometheusContentType } from 'prom-client'
import { Type } from 'typebox'
import { route } from '../../contract/route.ts'
import { Strict } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import { type BoundRoute, handle } from './handle.ts'

/** A dependency by name. `degraded` works, but not as it should; `detail` says how. */
export type Health = { state: 'ready' | 'degraded' | 'down'; detail?: string }
export type Readiness = { [name: string]: () => Promise<Health> }

const bare = { method: 'GET', bare: true, access: { who: 'anyone' } } as const
export const readLivez = route({
  ...bare,
  id: 'livez.read',
  path: '/livez',
  summary: 'The process answers',
  answer: Strict({ status: Type.String() }),
})
export const readReadyz = route({
  ...bare,
  id: 'readyz.read',
  path: '/readyz',
  summary: 'Each dependency by name; 503 when one is down or the process is stopping',
  answer: Type.Object({
    status: Type.Enum(['ready', 'degraded', 'down']),
    dependencies: Type.Record(
      Type.String(),
      Strict({ state: Type.Enum(['ready', 'degraded', 'down']), detail: Type.Optional(Type.String()) }),
    ),
  }),
})
export const readMetrics = route({
  ...bare,
  id: 'metrics.read',
  path: '/metrics',
  summary: 'Figures for Prometheus; with the token, or from this machine',
})

/** Slower than this is down. */
const patienceMs = 3000

export function healthRoutes(house: {
  readiness: Readiness
  figures: () => Promise<string>
  metricsToken: string | null
  stopping: () => boolean
}): BoundRoute[] {
  return [
    handle(readLivez, () => ({ status: 'alive' })),
    handle(readReadyz, async ({ reply }) => {
      const looks = Object.entries({ ...house.readiness, process: processHealth(house.stopping) })
      const dependencies = Object.fromEntries(
        await Promise.all(looks.map(async ([name, look]) => [name, await lookAt(look)] as const)),
      )
      const states = Object.values(dependencies).map((health) => health.state)
      const status: Health['state'] = states.includes('down')
        ? 'down'
        : states.includes('degraded')
          ? 'degraded'
          : 'ready'
      if (status === 'down') reply.code(503).header('retry-after', 2)
      return { status, dependencies }
    }),
    handle(readMetrics, async ({ request, reply }) => {
      const token = house.metricsToken !== null && bears(request, house.metricsToken)
      const local =
        house.metricsToken === null &&
        /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') &&
        !request.headers['x-forwarded-for']
      if (!token && !local)
        throw new Fault(
          'forbidden',
          'metrics',
          'Figures are for this machine alone. Set METRICS_TOKEN to read them from elsewhere.',
        )
      await reply.type(prometheusContentType).send(await house.figures())
      return undefined
    }),
  ]
}

const processHealth = (stopping: () => boolean) => async (): Promise<Health> =>
  stopping() ? { state: 'down', detail: 'stopping' } : { state: 'ready' }

async function lookAt(look: () => Promise<Health>): Promise<Health> {
  const late = new Promise<Health>((resolve) => {
    setTimeout(() => resolve({ state: 'down', detail: 'no answer in time' }), patienceMs).unref()
  })
  return Promise.race([
    late,
    look().catch((error: Error): Health => ({ state: 'down', detail: error.message })),
  ])
}

/** Compared in constant time. */
function bears(request: FastifyRequest, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}
