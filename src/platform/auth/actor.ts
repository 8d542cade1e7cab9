import type { Role } from '../../contract/shapes.ts'

/** Who is asking. Comes from the session or API key only, never from a body. */
export type Actor =
  | { kind: 'guest' }
  | { kind: 'account'; accountId: string; name: string; via: 'session'; sessionId: string }
  /** An API key acts for its account, within its scopes and its space. */
  | {
      kind: 'account'
      accountId: string
      name: string
      via: 'api-key'
      apiKeyId: string
      scopes: readonly string[]
      spaceId: string | null
    }

/** What a standing comes down to: the role of an account in a space. */
export type Place = { space: { id: string }; role: Role | null; accountId: string | null }

/** A space as a request sees it, with the actor's standing in it. `role` is null for guests and strangers. */
export type Standing = {
  space: { id: string; slug: string; name: string }
  role: Role | null
  accountId: string | null
}
