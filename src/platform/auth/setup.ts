import type { Tx } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import { anyAccount, insertAccount } from './account-store.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { AuthParts } from './auth-parts.ts'
import { memberChanged } from './member-search.ts'
import { type Place, startSession } from './sessions.ts'
import { insertHouse } from './space-store.ts'
import { foundSpace } from './spaces.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'passwords' | 'changes' | 'search' | 'audit'>
export type FirstOwner = { name: string; email: string; password: string; spaceName: string }

/** The first owner and the first space, signed in. Only while there is no account; of two at once exactly one wins. */
export async function setUp(parts: Parts, person: FirstOwner, place: Place) {
  const { db, passwords } = parts
  const passwordHash = await passwords.hash(person.password)
  return db
    .transact(async (tx) => {
      const accountId = await foundHouse(parts, tx, person, passwordHash)
      return { accountId, token: await startSession(parts, tx, accountId, place) }
    })
    .catch((error: unknown) => {
      // The other one committed first: its row of the house or its address was there.
      throw error instanceof Fault && error.code === 'taken' ? alreadySetUp() : error
    })
}

/** Rows of the first owner and space in the caller's transaction. Returns the owner's id. */
export async function foundHouse(
  parts: Pick<Parts, 'clock' | 'changes' | 'search' | 'audit'>,
  tx: Tx<AccountTables>,
  person: { name: string; email: string; spaceName: string },
  passwordHash: string,
): Promise<string> {
  if (await anyAccount(tx)) throw alreadySetUp()
  const { clock, changes } = parts
  const accountId = newId(clock.now())
  await insertAccount(tx, { ...person, id: accountId, passwordHash, createdAt: clock.iso() })
  const space = await foundSpace(parts, tx, accountId, { name: person.spaceName })
  await insertHouse(tx, space.id, clock.iso())
  changes.announce(tx, { accountId, spaceId: space.id })
  await memberChanged(parts, tx, { accountId, spaceId: space.id })
  return accountId
}

export const alreadySetUp = () =>
  new Fault('conflict', 'already-set-up', 'This house has an owner already. Sign in instead.')
