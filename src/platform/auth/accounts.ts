import type { Person, Role } from '../../contract/shapes.ts'
import type { AnyReader } from '../db/db.ts'
import type { Standing } from './actor.ts'

/** What apps may know about people. */
export interface Accounts {
  /** By id; accounts that are gone are named "Former member". Cached. */
  people(ids: readonly string[]): Promise<Map<string, Person>>
  /** Where an account stands in a space; null when the space does not exist. Cached, dropped over the bus on change. */
  standing(slug: string, accountId: string | null): Promise<Standing | null>
  /** The same by the space's id, for what acts for somebody later: jobs, links that were handed out. A banned account has no role. */
  standingIn(spaceId: string, accountId: string): Promise<Standing | null>
  /** The role an account has in a space as `read` sees it, not from a cache; null for strangers and for banned accounts. */
  role(read: AnyReader, spaceId: string, accountId: string): Promise<Role | null>
  members(spaceId: string): Promise<{ accountId: string; name: string; role: Role }[]>
  /**
   * Whom letters about a space may reach, of these accounts, as committed: its members, but for those who are banned and those who take
   * no letters. What somebody asked for this moment, such as a new password, is sent without asking here.
   */
  recipients(spaceId: string, accountIds: readonly string[]): Promise<Recipient[]>
  /** Whether the account takes letters about what happens in its spaces. */
  takesLetters(accountId: string): Promise<boolean>
}

export type Recipient = { name: string; email: string; accountId: string; standing: Standing }
