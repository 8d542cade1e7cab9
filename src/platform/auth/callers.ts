import type { FastifyRequest } from 'fastify'
import { Fault } from '../errors.ts'
import type { Actor } from './actor.ts'
import type { Place } from './sessions.ts'

type SignedIn = Extract<Actor, { via: 'session' }>

/** The account in person, by its session. The http floor has asked for it already; this tells the types. */
export function inPerson(actor: Actor): SignedIn {
  if (actor.kind === 'account' && actor.via === 'session') return actor
  throw new Fault('unauthenticated', 'signed-out', 'Sign in first.')
}

export const placeOf = (request: FastifyRequest): Place => ({
  address: request.ip,
  userAgent: request.headers['user-agent'],
})
