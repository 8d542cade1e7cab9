import type { Standing } from '#platform/auth/actor.ts'
import { atLeast, type PolicyTable, type Verdict } from '#platform/auth/policy.ts'
import type { ClipRow, CommentRow } from './clip-tables.ts'

/** What the policies look at. */
export type GuardedClip = Pick<ClipRow, 'author_id' | 'visibility' | 'deleted_at'>
export type GuardedComment = Pick<CommentRow, 'author_id'>

/**
 * Who may do what with a clip. Private is for its author and the space's admins. A deleted clip exists for those two
 * only. An author who left the space is a stranger.
 */
export const clipPolicies = {
  read: (who, clip) => (sees(who, clip) ? 'allow' : 'hide'),
  'see-original': (who, clip) => (sees(who, clip) ? 'allow' : 'hide'),
  comment: (who, clip) => {
    if (!sees(who, clip)) return 'hide'
    return who.role !== null && clip.deleted_at === null ? 'allow' : 'forbid'
  },
  edit: keepersOnly,
  delete: keepersOnly,
  restore: keepersOnly,
  process: keepersOnly,
} satisfies PolicyTable<GuardedClip>

/** Comments are read with their clip; whoever wrote one, or an admin, may delete it. */
export const commentPolicies = {
  delete: (who, comment) => (keeps(who, comment) ? 'allow' : 'forbid'),
} satisfies PolicyTable<GuardedComment>

/** Which clips of a space a list shows to someone: `read` of the table above, said for queries. */
export type Viewer =
  | { sees: 'public' }
  /** Public, members-only, and what this account filed itself. */
  | { sees: 'members'; accountId: string }
  | { sees: 'all' }

export function viewerOf(who: Standing): Viewer {
  if (who.role === null || who.accountId === null) return { sees: 'public' }
  return atLeast(who.role, 'admin') ? { sees: 'all' } : { sees: 'members', accountId: who.accountId }
}

function keepersOnly(who: Standing, clip: GuardedClip): Verdict {
  if (!sees(who, clip)) return 'hide'
  return keeps(who, clip) ? 'allow' : 'forbid'
}

function sees(who: Standing, clip: GuardedClip): boolean {
  if (keeps(who, clip)) return true
  if (clip.deleted_at !== null) return false
  return clip.visibility === 'public' || (clip.visibility === 'members' && who.role !== null)
}

function keeps(who: Standing, thing: { author_id: string }): boolean {
  return who.role !== null && (who.accountId === thing.author_id || atLeast(who.role, 'admin'))
}
