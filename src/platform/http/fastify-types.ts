import type { Actor, Standing } from '../auth/actor.ts'
import type { Scope } from '../db/scope.ts'
import type { OpenStreams } from './events.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    /** null outside spaces. */
    standing: Standing | null
    /** On whose behalf the database is asked for this request. */
    scope: Scope
  }
  interface FastifyContextConfig {
    /** The route takes forms (`RouteContract`). */
    form?: boolean
  }
  interface FastifyInstance {
    openStreams: OpenStreams
  }
}
