import type { Member } from '../../contract/spaces.ts'
import type { Role } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import { pageOf } from '../http/cursors.ts'
import type { Standing } from './actor.ts'
import { authActions, memberSubject } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import { deleteInvitationsBy } from './invitation-store.ts'
import { memberChanged } from './member-search.ts'
import {
  deleteMembership,
  findMember,
  hasOtherOwner,
  type MemberRow,
  membersPage,
  roleIn,
  updateRole,
} from './member-store.ts'
import { atLeast } from './policy.ts'
import { lockRoster } from './space-store.ts'

type Parts = Pick<AuthParts, 'db' | 'changes' | 'cursors' | 'search' | 'audit'>

/** Members by name. Addresses only for admins. Throws `Fault('invalid', 'bad-cursor')`. */
export async function listMembers(
  { db, cursors }: Parts,
  { space, role }: Standing,
  { limit = 20, cursor }: { limit?: number; cursor?: string },
): Promise<{ items: Member[]; nextCursor: string | null }> {
  const list = `members:${space.id}`
  const after = cursor === undefined ? undefined : (cursors.decode(list, cursor) as [string, string])
  const rows = await membersPage(db.read, space.id, limit + 1, after)
  return pageOf(
    rows,
    limit,
    (row) => shown(row, role),
    (last) => cursors.encode(list, [last.nameKey, last.accountId]),
  )
}

/**
 * Changes a role. Nobody gives more than they have nor touches who stands above them, and the last owner stays.
 * The asker's own role is read again here: it may have been lowered since the request came in.
 */
export const changeRole = ({ db, changes, audit }: Parts, who: Standing, accountId: string, role: Role) =>
  db.transact(async (tx) => {
    const { id: spaceId } = who.space
    await lockRoster(tx, spaceId)
    const mine = who.accountId === null ? null : await roleIn(tx, spaceId, who.accountId)
    const member = await findMember(tx, spaceId, accountId)
    if (!member) throw noMember()
    if (!atLeast(mine, 'admin') || !atLeast(mine, member.role) || !atLeast(mine, role)) throw notYours()
    if (member.role === 'owner' && role !== 'owner' && !(await hasOtherOwner(tx, spaceId, accountId)))
      throw lastOwner()
    await updateRole(tx, spaceId, accountId, role)
    // What someone handed out with the old role must not outlive it.
    if (!atLeast(role, member.role)) await deleteInvitationsBy(tx, spaceId, accountId)
    changes.announce(tx, { accountId, spaceId })
    if (role !== member.role)
      await audit.record(tx, authActions.roleChanged, {
        spaceId,
        subject: memberSubject(accountId, member.name),
        details: { from: member.role, to: role },
      })
    return shown({ ...member, role }, mine)
  })

/** Removes a member, or lets one leave. Same limits as `changeRole`. */
export const removeMember = ({ db, changes, search, audit }: Parts, who: Standing, accountId: string) =>
  db.transact(async (tx) => {
    const { id: spaceId } = who.space
    await lockRoster(tx, spaceId)
    const mine = who.accountId === null ? null : await roleIn(tx, spaceId, who.accountId)
    const member = await findMember(tx, spaceId, accountId)
    if (!member) throw noMember()
    const leaves = accountId === who.accountId
    if (!leaves && !(atLeast(mine, 'admin') && atLeast(mine, member.role))) throw notYours()
    if (member.role === 'owner' && !(await hasOtherOwner(tx, spaceId, accountId))) throw lastOwner()
    await deleteMembership(tx, spaceId, accountId)
    await deleteInvitationsBy(tx, spaceId, accountId)
    changes.announce(tx, { accountId, spaceId })
    await memberChanged({ search }, tx, { accountId, spaceId })
    await audit.record(tx, leaves ? authActions.memberLeft : authActions.memberRemoved, {
      spaceId,
      subject: memberSubject(accountId, member.name),
      details: { role: member.role },
    })
  })

const shown = (row: MemberRow, asker: Role | null): Member => ({
  accountId: row.accountId,
  name: row.name,
  email: atLeast(asker, 'admin') ? row.email : null,
  role: row.role,
  joinedAt: row.joinedAt,
})

const noMember = () => new Fault('missing', 'not-found', 'There is no such member in this space.')
const notYours = () =>
  new Fault('forbidden', 'role-too-low', 'This needs a higher role than yours. Ask an owner of this space.')
const lastOwner = () =>
  new Fault('conflict', 'last-owner', 'A space needs an owner. Make someone else an owner first.')
