import type { Actor, Standing } from '../auth/actor.ts'
import type { OpenStreams } from './events.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    /** null outside spaces. */
    standing: Standing | null
  }
  interface FastifyInstance {
    openStreams: OpenStreams
  }
}
