import { hash } from '@node-rs/argon2'
import type { House } from '../../src/compose.ts'
import type { Role } from '../../src/contract/shapes.ts'
import { insertAccount } from '../../src/platform/auth/account-store.ts'
import type { AccountTables } from '../../src/platform/auth/accounts-tables.ts'
import { insertApiKey } from '../../src/platform/auth/api-key-store.ts'
import { deleteMembership, insertMembership } from '../../src/platform/auth/member-store.ts'
import { startSession } from '../../src/platform/auth/sessions.ts'
import { foundHouse } from '../../src/platform/auth/setup.ts'
import { findFirstSpace, findSpaceBySlug } from '../../src/platform/auth/space-store.ts'
import { foundSpace } from '../../src/platform/auth/spaces.ts'
import { hashToken, newToken } from '../../src/platform/auth/tokens.ts'
import type { Tx } from '../../src/platform/db/db.ts'
import { newId } from '../../src/platform/ids.ts'

/** Everybody who may knock, in the order of the table's columns. */
export const actors = [
  'guest',
  'stranger',
  'former member',
  'banned member',
  "other space's owner",
  'member',
  'author',
  'operator',
  'admin',
  'owner',
  "author's key",
  "owner's key",
  "author's key without the scope",
  "owner's key without the scope",
  "owner's key of another space",
] as const
export type ActorName = (typeof actors)[number]

/** Who has no business in the space. */
export const outsiders: readonly ActorName[] = [
  'guest',
  'stranger',
  'former member',
  'banned member',
  "other space's owner",
  "owner's key of another space",
]
/** Who is inside, but neither made the object nor administers the space. */
export const bystanders: readonly ActorName[] = ['member', 'operator']
export const keys = actors.filter((name) => name.includes('key'))
export const scopeless = actors.filter((name) => name.includes('without the scope'))

export const password = 'correct horse battery'

/** A fresh set of people in the house's first space and its second one. Nobody is used up but by their own requests. */
export type Cast = {
  space: { id: string; slug: string; name: string }
  other: { id: string; slug: string; name: string }
  id: Record<Person, string>
  email: Record<Person, string>
  /** The account behind an actor; null for a guest. */
  accountOf(actor: ActorName): string | null
  /** Headers by which the actor is known at a route that wants this scope. */
  headers(actor: ActorName, scope: string | null): Record<string, string>
}
const people = [
  'stranger',
  'former member',
  'banned member',
  "other space's owner",
  'member',
  'author',
  'operator',
  'admin',
  'owner',
] as const
type Person = (typeof people)[number]
const rolesHere: Partial<Record<Person, Role>> = {
  'former member': 'member',
  'banned member': 'owner',
  member: 'member',
  author: 'member',
  operator: 'operator',
  admin: 'admin',
  owner: 'owner',
}

export type Casting = () => Promise<Cast>

/** Opens the two spaces; what it returns brings on a fresh cast. Needs an empty house. */
export async function openCasting({ platform, auth }: House, scopes: readonly string[]): Promise<Casting> {
  const db = platform.db.tables<AccountTables>()
  const { clock, search, audit } = platform
  // Checked by the house with the cost that is written in it: cheap, so that a table is made in seconds.
  const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 })
  const founder = { name: 'Founder', email: 'founder@example.org', spaceName: 'First' }
  const parts = { clock, changes: { announce() {}, listen() {}, close() {} }, search, audit }
  await db.transact(async (tx) => {
    const founderId = await foundHouse(parts, tx, founder, passwordHash)
    await foundSpace(parts, tx, founderId, { name: 'Second' })
  })
  const space = (await findFirstSpace(db.read))!
  const other = (await findSpaceBySlug(db.read, 'second'))!
  await auth.setupToken()
  let casts = 0

  return async () => {
    const cast = ++casts
    const id = {} as Record<Person, string>
    const email = {} as Record<Person, string>
    const session = {} as Record<Person, string>
    const key = new Map<string, string>()
    const door = { address: '127.0.0.1', userAgent: undefined }

    async function bring(tx: Tx<AccountTables>, person: Person) {
      id[person] = newId(clock.now())
      email[person] = `${person.replaceAll(/\W/g, '')}-${cast}@example.org`
      const account = {
        id: id[person],
        name: person,
        email: email[person],
        passwordHash,
        createdAt: clock.iso(),
      }
      await insertAccount(tx, account)
      session[person] = await startSession({ clock }, tx, id[person], door)
      const role = rolesHere[person]
      const membership = { account_id: id[person], joined_at: clock.iso() }
      if (role) await insertMembership(tx, { ...membership, space_id: space.id, role })
      if (person === 'former member') await deleteMembership(tx, space.id, id[person])
      if (person === "other space's owner" || person === 'owner')
        await insertMembership(tx, { ...membership, space_id: other.id, role: 'owner' })
      if (person === 'banned member')
        await tx
          .updateTable('accounts')
          .set({ banned_at: clock.iso() })
          .where('id', '=', id[person])
          .execute()
    }
    async function cutKey(
      tx: Tx<AccountTables>,
      name: string,
      whose: Person,
      given: readonly string[],
      spaceId?: string,
    ) {
      const secret = `lh_${newToken()}`
      key.set(name, secret)
      await insertApiKey(tx, {
        id: newId(clock.now()),
        token_hash: hashToken(secret),
        account_id: id[whose],
        space_id: spaceId ?? null,
        name,
        scopes: JSON.stringify(given),
        created_at: clock.iso(),
        expires_at: null,
        last_used_at: null,
      })
    }

    await db.transact(async (tx) => {
      for (const person of people) await bring(tx, person)
      await cutKey(tx, "owner's key of another space", 'owner', scopes, other.id)
      for (const whose of ['author', 'owner'] as const) {
        await cutKey(tx, `${whose}'s key`, whose, scopes)
        await cutKey(tx, `${whose}'s key without the scope`, whose, [])
        for (const scope of scopes)
          await cutKey(
            tx,
            `${whose}'s key without the scope ${scope}`,
            whose,
            scopes.filter((s) => s !== scope),
          )
      }
    })
    return {
      space,
      other,
      id,
      email,
      accountOf: (actor) => id[actor.split("'s key")[0] as Person] ?? null,
      headers(actor, scope) {
        const secret = key.get(scopeless.includes(actor) && scope !== null ? `${actor} ${scope}` : actor)
        if (secret) return { authorization: `Bearer ${secret}` }
        return actor === 'guest' ? {} : { cookie: `lh_session=${session[actor as Person]}` }
      },
    }
  }
}
