import type { Standing } from '#platform/auth/actor.ts'
import { atLeast, type PolicyTable, type Verdict } from '#platform/auth/policy.ts'
import type { NoteRow } from './note-tables.ts'

/** What the policies look at. */
export type GuardedNote = Pick<NoteRow, 'author_id' | 'visibility' | 'deleted_at'>

/**
 * Who may do what with a note. A note that members see is the team's: every member may also write in it, tag, pin and archive
 * it. A private one is for its author and the space's admins. Only those two delete, bring back, share, and change who sees
 * a note; a note in the trash exists for them alone. Guests and those who left see nothing.
 */
export const notePolicies = {
  read: (who, note) => (sees(who, note) ? 'allow' : 'hide'),
  edit: (who, note) => (sees(who, note) ? 'allow' : 'hide'),
  'change-visibility': keepersOnly,
  delete: keepersOnly,
  restore: keepersOnly,
  share: keepersOnly,
} satisfies PolicyTable<GuardedNote>

/** Which notes of a space a list shows to someone: `read` of the table above, said for queries. */
export type Viewer = { sees: 'members' | 'all'; accountId: string }

export function viewerOf(who: Standing): Viewer {
  // Routes of notes are for members, and a member is an account.
  const accountId = who.accountId!
  return { sees: atLeast(who.role, 'admin') ? 'all' : 'members', accountId }
}

function keepersOnly(who: Standing, note: GuardedNote): Verdict {
  if (!sees(who, note)) return 'hide'
  return keeps(who, note) ? 'allow' : 'forbid'
}

function sees(who: Standing, note: GuardedNote): boolean {
  if (keeps(who, note)) return true
  return note.deleted_at === null && note.visibility === 'members' && who.role !== null
}

function keeps(who: Standing, note: GuardedNote): boolean {
  return who.role !== null && (who.accountId === note.author_id || atLeast(who.role, 'admin'))
}
