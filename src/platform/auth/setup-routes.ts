import type { FastifyRequest } from 'fastify'
import * as contract from '../../contract/accounts.ts'
import { readFirstSpace } from '../../contract/spaces.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import { anyAccount } from './account-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { placeOf } from './callers.ts'
import { setSessionCookie } from './cookies.ts'
import { meOf, readMe } from './me.ts'
import { alreadySetUp, setUp } from './setup.ts'
import { forgetSetupToken, needsSetupToken, requireSetupToken } from './setup-token.ts'
import { findFirstSpace } from './space-store.ts'

export const setupRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.readSetup, async ({ request }) => ({
    ...(await setupOf(parts, request)),
    apps: [...parts.config.apps],
  })),

  handle(contract.readWelcome, async ({ actor, request }) => {
    const space = await findFirstSpace(parts.db.read)
    return {
      setup: await setupOf(parts, request),
      apps: [...parts.config.apps],
      firstSpace: space ? { slug: space.slug, name: space.name } : null,
      me: actor.kind === 'account' ? await meOf(parts, actor) : null,
    }
  }),

  handle(contract.createSetup, async ({ body, request, reply }) => {
    const { token: setupToken, ...person } = body
    if (await anyAccount(parts.db.read)) throw alreadySetUp()
    requireSetupToken(parts.config, request, setupToken)
    const { accountId, token } = await setUp(parts, person, placeOf(request))
    await forgetSetupToken(parts.config)
    setSessionCookie(reply, parts.config, token)
    return readMe(parts, accountId)
  }),

  handle(readFirstSpace, async () => {
    const space = await findFirstSpace(parts.db.read)
    return { space: space ? { slug: space.slug, name: space.name } : null }
  }),
]

async function setupOf({ db, config }: AuthParts, request: FastifyRequest) {
  const needed = !(await anyAccount(db.read))
  return { needed, tokenNeeded: needed && needsSetupToken(config, request) }
}
