import type { Person, Role } from '../../contract/shapes.ts'
import type { Reader } from '../db/db.ts'
import type { Accounts } from './accounts.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { Standing } from './actor.ts'
import type { AuthParts } from './auth-parts.ts'
import { allMembers, membersToWrite, roleIn, welcomeRoleIn } from './member-store.ts'
import { takesLetters } from './letter-choice-store.ts'
import { shortMemory } from './short-memory.ts'
import { findSpace, findSpaceBySlug } from './space-store.ts'

const nameSeconds = 60
const formerMember = 'Former member'

/** What apps may know about people, remembered for a moment and forgotten when a change is announced. */
export function openDirectory({ db, cache, changes }: Pick<AuthParts, 'db' | 'cache' | 'changes'>): Accounts {
  const standings = shortMemory<Standing>()
  const names = shortMemory<Person>(nameSeconds)
  changes.listen(({ accountId, spaceId }) => {
    standings.forget((known) => known.space.id === spaceId || known.accountId === accountId)
    if (accountId !== undefined) names.forget((person) => person.id === accountId)
    if (spaceId !== undefined) void cache.drop(membersKey(spaceId))
  })

  async function readStanding(slug: string, accountId: string | null): Promise<Standing | null> {
    const space = await findSpaceBySlug(db.read, slug)
    if (!space) return null
    const role = accountId === null ? null : await roleIn(db.read, space.id, accountId)
    return { space, role, accountId }
  }

  return {
    async standing(slug, accountId) {
      const key = `${slug} ${accountId ?? ''}`
      const known = standings.get(key)
      if (known) return known
      const since = standings.moment()
      const standing = await readStanding(slug, accountId)
      if (standing) standings.set(key, standing, since)
      return standing
    },
    role: (read, spaceId, accountId) => welcomeRoleIn(read as Reader<AccountTables>, spaceId, accountId),
    async standingIn(spaceId, accountId) {
      const space = await findSpace(db.read, spaceId)
      if (!space) return null
      const { id, slug, name } = space
      return { space: { id, slug, name }, role: await welcomeRoleIn(db.read, spaceId, accountId), accountId }
    },
    async people(ids) {
      const people = new Map<string, Person>()
      const unknown = new Set<string>()
      for (const id of ids) {
        const person = names.get(id)
        if (person) people.set(id, person)
        else unknown.add(id)
      }
      if (unknown.size === 0) return people
      const since = names.moment()
      const rows = await db.read
        .selectFrom('accounts')
        .select(['id', 'name'])
        .where('id', 'in', [...unknown])
        .execute()
      const found = new Map(rows.map((row) => [row.id, row]))
      for (const id of unknown) {
        const person = found.get(id) ?? { id, name: formerMember }
        people.set(id, person)
        names.set(id, person, since)
      }
      return people
    },
    members: (spaceId) =>
      cache.remember(membersKey(spaceId), nameSeconds, async () => {
        const rows = await allMembers(db.read, spaceId)
        return rows.map(({ accountId, name, role }): { accountId: string; name: string; role: Role } => ({
          accountId,
          name,
          role,
        }))
      }),
    async recipients(spaceId, accountIds) {
      const space = await findSpace(db.read, spaceId)
      if (!space || accountIds.length === 0) return []
      const { id, slug, name } = space
      const rows = await membersToWrite(db.read, spaceId, accountIds)
      return rows.map(({ role, ...person }) => ({
        ...person,
        standing: { space: { id, slug, name }, role, accountId: person.accountId },
      }))
    },
    takesLetters: (accountId) => takesLetters(db.read, accountId),
  }
}

const membersKey = (spaceId: string) => `auth:members:${spaceId}`
