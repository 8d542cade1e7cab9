import { auditAction } from '#platform/audit/audit.ts'
import { clipKind } from './clip-news.ts'
import type { ClipRow } from './clip-tables.ts'

/** What the audit log keeps of clips: who may see them, and where they go. */
export const clipActions = {
  visibilityChanged: auditAction(
    'footage.clip.visibility-changed',
    'changed who may see a clip from {from} to {to}',
  ),
  deleted: auditAction('footage.clip.deleted', 'moved a clip to the trash'),
  restored: auditAction('footage.clip.restored', 'brought a clip back from the trash'),
  erased: auditAction('footage.clip.erased', 'deleted a clip for good'),
  purged: auditAction('footage.clip.purged', 'removed the files of a deleted clip'),
} as const

/** A clip as the subject of an entry. */
export const ofClip = ({ id, space_id, title }: Pick<ClipRow, 'id' | 'space_id' | 'title'>) => ({
  spaceId: space_id,
  subject: { kind: clipKind, id, name: title },
})
