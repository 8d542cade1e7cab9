import type { FastifyRequest } from 'fastify'
import type { BoundRoute } from '../http/handle.ts'
import type { JobHandler } from '../queue/queue.ts'
import type { SearchSource } from '../search/search.ts'
import type { NewAccount } from './account-desk.ts'
import type { Accounts } from './accounts.ts'
import type { Actor, Place, Standing } from './actor.ts'
import type { Passwords } from './passwords.ts'

/** What the http server needs from auth. */
export interface Auth {
  /**
   * Who sends this request: the session cookie or `Authorization: Bearer lh_…`. A guest when there is neither.
   * Throws `Fault('unauthenticated')` when a key or session is given but is unknown, expired or revoked, and
   * `Fault('forbidden', 'cross-site')` when an unsafe request with a cookie is not shown to be same-origin, or one without is
   * shown to come from another site.
   */
  actor(request: FastifyRequest): Promise<Actor>
  /** Where the actor stands in the space; null when there is no such space. API keys of another space stand as strangers. */
  standing(actor: Actor, slug: string): Promise<Standing | null>
  /** Calls `ended` within 2 s of the moment the session, key, membership or account stops being good. Returns the way to stop. */
  watch(actor: Actor, standing: Place | null, ended: () => void): () => void
  /** The `Set-Cookie` that removes a session cookie which opens nothing any more. */
  readonly endedCookie: string
  readonly accounts: Accounts
  readonly passwords: Passwords
  /** What the person who runs the machine may do without a session: `longhouse account …`. */
  readonly desk: {
    createAccount(wish: NewAccount): Promise<{ accountId: string; space: string }>
    setPassword(email: string, password: string, how?: { twoFactorOff?: boolean }): Promise<void>
    /** A link that sets a new password once, within the hour. */
    passwordResetLink(email: string): Promise<string>
    setBanned(email: string, banned: boolean): Promise<void>
    deleteAccount(email: string): Promise<void>
  }
  readonly routes: BoundRoute[]
  readonly jobs: JobHandler[]
  /** Members of spaces, by name. */
  readonly searchSources: SearchSource[]
  /** The space that is also served at `/`; null before the setup. */
  firstSpace(): Promise<{ slug: string; name: string } | null>
  /** The one-time setup token while there is no account, else null. Made at first start, kept in DATA_DIR. */
  setupToken(): Promise<string | null>
  /** Writes the last-seen times that wait. */
  close(): Promise<void>
}
