import type { Role } from '../../contract/shapes.ts'
import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, MembershipRow } from './accounts-tables.ts'

type Look = Reader<AccountTables>
type Write = Tx<AccountTables>

export const insertMembership = (tx: Write, row: MembershipRow) =>
  tx
    .insertInto('memberships')
    .values((eb) => ({
      ...row,
      name_key: eb.selectFrom('accounts').select('name_key').where('id', '=', row.account_id),
    }))
    .execute()

export async function roleIn(look: Look, spaceId: string, accountId: string): Promise<Role | null> {
  const row = await look
    .selectFrom('memberships')
    .select('role')
    .where('space_id', '=', spaceId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.role ?? null
}

/** The same, but a banned account has none. */
export async function welcomeRoleIn(look: Look, spaceId: string, accountId: string): Promise<Role | null> {
  const row = await look
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .select('role')
    .where('space_id', '=', spaceId)
    .where('account_id', '=', accountId)
    .where('banned_at', 'is', null)
    .executeTakeFirst()
  return row?.role ?? null
}

export const spacesOf = (look: Look, accountId: string) =>
  look
    .selectFrom('memberships')
    .innerJoin('spaces', 'spaces.id', 'space_id')
    .select(['spaces.id', 'slug', 'name', 'role'])
    .where('account_id', '=', accountId)
    .orderBy('spaces.id')
    .execute()

/** Rows of these accounts, for telling who still stands where. */
export const membershipsOf = (look: Look, accountIds: readonly string[]) =>
  look.selectFrom('memberships').selectAll().where('account_id', 'in', accountIds).execute()

const members = (look: Look, spaceId: string) =>
  look
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .select([
      'account_id as accountId',
      'name',
      'memberships.name_key as nameKey',
      'email',
      'role',
      'joined_at as joinedAt',
    ])
    .where('space_id', '=', spaceId)

export type MemberRow = Awaited<ReturnType<typeof allMembers>>[number]

export const allMembers = (look: Look, spaceId: string) =>
  members(look, spaceId).orderBy('memberships.name_key').execute()

export const findMember = (look: Look, spaceId: string, accountId: string) =>
  members(look, spaceId).where('account_id', '=', accountId).executeTakeFirst()

/** In the order of names, from after `(nameKey, accountId)`. */
export const membersPage = (look: Look, spaceId: string, limit: number, after?: readonly [string, string]) =>
  members(look, spaceId)
    .$if(after !== undefined, (q) =>
      q.where((e) => e(e.refTuple('memberships.name_key', 'account_id'), '>', e.tuple(after![0], after![1]))),
    )
    .orderBy('memberships.name_key')
    .orderBy('account_id')
    .limit(limit)
    .execute()

/** Of these accounts, the members who are welcome and take letters. */
export const membersToWrite = (look: Look, spaceId: string, accountIds: readonly string[]) =>
  look
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .select(['account_id as accountId', 'name', 'email', 'role'])
    .where('space_id', '=', spaceId)
    .where('account_id', 'in', accountIds)
    .where('banned_at', 'is', null)
    .where('letters_refused_at', 'is', null)
    .execute()

export const updateRole = (tx: Write, spaceId: string, accountId: string, role: Role) =>
  tx
    .updateTable('memberships')
    .set({ role })
    .where('space_id', '=', spaceId)
    .where('account_id', '=', accountId)
    .execute()

export const deleteMembership = (tx: Write, spaceId: string, accountId: string) =>
  tx.deleteFrom('memberships').where('space_id', '=', spaceId).where('account_id', '=', accountId).execute()

/** Whether someone else than `accountId` owns the space. */
export async function hasOtherOwner(look: Look, spaceId: string, accountId: string): Promise<boolean> {
  const row = await look
    .selectFrom('memberships')
    .select('account_id')
    .where('space_id', '=', spaceId)
    .where('role', '=', 'owner')
    .where('account_id', '!=', accountId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Every membership of these accounts, with their names. */
export const membersById = (look: Look, accountIds: readonly string[]) =>
  look
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .select(['account_id as accountId', 'space_id as spaceId', 'name', 'joined_at as joinedAt'])
    .where('account_id', 'in', accountIds)
    .execute()

/** Memberships of the next `limit` accounts that have any, in the order of accounts. */
export const membersAfter = (
  look: Look,
  after: string | null,
  limit: number,
): Promise<{ id: string; spaceId: string }[]> =>
  look
    .selectFrom('memberships')
    .select(['account_id as id', 'space_id as spaceId'])
    .where('account_id', 'in', (eb) =>
      eb
        .selectFrom('memberships')
        .select('account_id')
        .distinct()
        .$if(after !== null, (accounts) => accounts.where('account_id', '>', after!))
        .orderBy('account_id')
        .limit(limit),
    )
    .orderBy('account_id')
    .execute()
