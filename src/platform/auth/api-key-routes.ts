import * as contract from '../../contract/accounts.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson } from './callers.ts'

export const apiKeyRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.listApiKeys, async ({ actor }) => ({
    items: await listApiKeys(parts, inPerson(actor).accountId),
    scopes: { ...parts.scopes },
  })),

  handle(contract.createApiKey, ({ actor, body }) => createApiKey(parts, inPerson(actor).accountId, body)),

  handle(contract.deleteApiKey, async ({ actor, params }) => {
    await revokeApiKey(parts, inPerson(actor).accountId, params.id)
    return undefined
  }),
]
