import type { Space } from '../../contract/spaces.ts'
import type { Role } from '../../contract/shapes.ts'
import type { Tx } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AccountTables, SpaceRow } from './accounts-tables.ts'
import type { AuthParts } from './auth-parts.ts'
import { authActions } from './auth-audit.ts'
import { memberChanged } from './member-search.ts'
import { insertMembership, roleIn } from './member-store.ts'
import { freeSlug, slugOf } from './slugs.ts'
import { findFirstSpace, findSpace, insertSpace, slugsLike, updateSpace } from './space-store.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes' | 'search' | 'audit'>

/** A new space, owned by its maker. Only owners of the first space may make one. Throws `Fault('conflict', 'slug-taken')`. */
export const createSpace = (
  { db, clock, changes, search, audit }: Parts,
  accountId: string,
  wish: { name: string; slug?: string },
) =>
  db.transact(async (tx) => {
    const first = await findFirstSpace(tx)
    if (!first || (await roleIn(tx, first.id, accountId)) !== 'owner')
      throw new Fault(
        'forbidden',
        'forbidden',
        'Only owners of the first space of this house may make another one.',
      )
    const space = await foundSpace({ clock, audit }, tx, accountId, wish)
    changes.announce(tx, { accountId, spaceId: space.id })
    await memberChanged({ search }, tx, { accountId, spaceId: space.id })
    return shown(space, 'owner')
  })

/** Makes the space and its owner inside the caller's transaction. Without a wish the slug is made from the name. */
export async function foundSpace(
  { clock, audit }: Pick<Parts, 'clock' | 'audit'>,
  tx: Tx<AccountTables>,
  ownerId: string,
  { name, slug: wished }: { name: string; slug?: string },
): Promise<SpaceRow> {
  const wanted = wished ?? slugOf(name)
  const taken = await slugsLike(tx, wanted)
  if (wished !== undefined && taken.includes(wished))
    throw new Fault(
      'conflict',
      'slug-taken',
      `There is a space at "${wished}" already. Choose another address.`,
    )
  const space = {
    id: newId(clock.now()),
    slug: freeSlug(wanted, taken),
    name: name.trim(),
    description: '',
    created_at: clock.iso(),
    roster_version: 1,
  }
  await insertSpace(tx, space)
  await insertMembership(tx, {
    space_id: space.id,
    account_id: ownerId,
    role: 'owner',
    joined_at: space.created_at,
  })
  await audit.record(tx, authActions.spaceCreated, {
    spaceId: space.id,
    subject: spaceSubject(space),
    by: { accountId: ownerId },
  })
  return space
}

export async function readSpace({ db }: Pick<Parts, 'db'>, id: string, role: Role | null): Promise<Space> {
  const space = await findSpace(db.read, id)
  if (!space) throw new Fault('missing', 'not-found', 'There is no such space.')
  return shown(space, role)
}

export async function editSpace(
  parts: Parts,
  id: string,
  role: Role | null,
  change: { name?: string; description?: string },
): Promise<Space> {
  const { name, description } = change
  await parts.db.transact(async (tx) => {
    await updateSpace(tx, id, {
      ...(name !== undefined && { name: name.trim() }),
      ...(description !== undefined && { description }),
    })
    parts.changes.announce(tx, { spaceId: id })
    await parts.audit.record(tx, authActions.spaceChanged, {
      spaceId: id,
      subject: spaceSubject((await findSpace(tx, id))!),
      details: { what: Object.keys(change).join(' and ') },
    })
  })
  return readSpace(parts, id, role)
}

const spaceSubject = ({ id, name }: Pick<SpaceRow, 'id' | 'name'>) => ({ kind: 'space', id, name })

const shown = (space: SpaceRow, role: Role | null): Space => ({
  id: space.id,
  slug: space.slug,
  name: space.name,
  description: space.description,
  role,
  createdAt: space.created_at,
})
