import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { NewComment } from '../contract/comment.ts'
import type { ClipNews } from './clip-news.ts'
import { clipPolicies, commentPolicies } from './clip-policies.ts'
import { findClip } from './clip-store.ts'
import type { ClipTables, CommentRow } from './clip-tables.ts'
import * as store from './comment-store.ts'

export type Comments = ReturnType<typeof openComments>

export function openComments({
  db,
  clock,
  news,
}: Pick<Platform, 'clock'> & { db: Db<ClipTables>; news: ClipNews }) {
  return {
    async create(who: Standing, clipId: string, input: NewComment): Promise<CommentRow> {
      return db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'comment', who, await findClip(tx, who.space.id, clipId))
        const comment: CommentRow = {
          id: newId(clock.now()),
          clip_id: clip.id,
          space_id: clip.space_id,
          // The policy lets only members comment, and a member is an account.
          author_id: who.accountId!,
          body: input.body.trim(),
          at: input.at ?? null,
          created_at: clock.iso(),
          search_text: foldLine(input.body),
        }
        await store.insertComment(tx, comment)
        await news.changed(tx, clip)
        return comment
      })
    },

    async remove(who: Standing, clipId: string, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'read', who, await findClip(tx, who.space.id, clipId))
        const comment = allow(commentPolicies, 'delete', who, await store.findComment(tx, clip.id, id))
        await store.deleteComment(tx, comment)
        await news.changed(tx, clip)
      })
    },
  }
}
