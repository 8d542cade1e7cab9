import type { RouteContract } from '../../contract/route.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import { atLeast } from '../auth/policy.ts'
import { Fault } from '../errors.ts'

/** Who may knock: the route's `access`, held against the actor and its standing in the space of the address. */
export function checkAccess({ access }: RouteContract, actor: Actor, standing: Standing | null): void {
  if (access.who === 'anyone') return
  if (actor.kind === 'account' && actor.via === 'api-key') checkKey(access, actor.scopes)
  if (access.who === 'account') {
    if (actor.kind === 'guest') throw notSignedIn()
    return
  }
  if (access.who === 'guest') {
    if (!standing) throw nothingHere()
    return
  }
  if (actor.kind === 'guest') throw notSignedIn()
  if (!standing || standing.role === null) throw nothingHere()
  if (!atLeast(standing.role, access.who))
    throw new Fault(
      'forbidden',
      'role',
      `This needs the role ${access.who} in this space; yours is ${standing.role}.`,
    )
}

function checkKey(
  access: Exclude<RouteContract['access'], { who: 'anyone' }>,
  scopes: readonly string[],
): void {
  if ('apiKey' in access)
    throw new Fault(
      'forbidden',
      'in-person',
      'This cannot be done with an API key. Sign in and do it yourself.',
    )
  if ('scope' in access && !scopes.includes(access.scope))
    throw new Fault('forbidden', 'scope', `This API key does not have the scope ${access.scope}.`)
}

const notSignedIn = () =>
  new Fault('unauthenticated', 'not-signed-in', 'Sign in first; what you asked for is kept in the address.')
const nothingHere = () => new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
