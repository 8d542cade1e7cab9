import type { Role } from '../../contract/shapes.ts'

/** Roles, lowest first, in words. */
export const roleWords: Record<Role, { name: string; about: string }> = {
  member: { name: 'Member', about: 'Sees, shares and comments' },
  operator: { name: 'Operator', about: 'Also runs live events' },
  admin: { name: 'Admin', about: 'Also manages members, jobs and settings' },
  owner: { name: 'Owner', about: 'May do everything' },
}
export const rolesUpTo = (own: Role): Role[] => {
  const all = Object.keys(roleWords) as Role[]
  return all.slice(0, all.indexOf(own) + 1)
}
