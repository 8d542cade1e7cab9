import * as contract from '../../contract/accounts.ts'
import { Fault } from '../errors.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson, placeOf } from './callers.ts'
import { endedCookie, idleSeconds, setSessionCookie } from './cookies.ts'
import { readMe } from './me.ts'
import { sessionsOf } from './session-store.ts'
import { endSession, endSessions } from './sessions.ts'
import { signIn } from './sign-in.ts'

export const sessionRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.createSession, async ({ body, actor, request, reply }) => {
    const { token, accountId } = await signIn(parts, body, placeOf(request))
    // This browser's cookie is about to be replaced; nobody could end the session it named.
    if (actor.kind === 'account' && actor.via === 'session')
      await endSession(parts, actor.accountId, actor.sessionId)
    setSessionCookie(reply, parts.config, token)
    return readMe(parts, accountId)
  }),

  handle(contract.deleteSession, async ({ actor, reply }) => {
    const { accountId, sessionId } = inPerson(actor)
    await endSession(parts, accountId, sessionId)
    reply.header('set-cookie', endedCookie(parts.config))
    return undefined
  }),

  handle(contract.listSessions, async ({ actor }) => {
    const { accountId, sessionId } = inPerson(actor)
    const { clock, db } = parts
    const rows = await sessionsOf(db.read, accountId, clock.iso(), clock.iso(-idleSeconds))
    return { items: rows.map((row) => ({ ...row, current: row.id === sessionId })) }
  }),

  handle(contract.endSession, async ({ actor, params }) => {
    const { accountId } = inPerson(actor)
    if (!(await endSession(parts, accountId, params.id)))
      throw new Fault('missing', 'not-found', 'You have no such session.')
    return undefined
  }),

  handle(contract.endOtherSessions, async ({ actor }) => {
    const { accountId, sessionId } = inPerson(actor)
    await parts.db.transact((tx) => endSessions(parts, tx, accountId, sessionId))
    return undefined
  }),
]
