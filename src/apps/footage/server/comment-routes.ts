import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { createComment, deleteComment, listComments } from '../contract/footage-routes.ts'
import { clipPolicies } from './clip-policies.ts'
import { findClip } from './clip-store.ts'
import type { ClipTables } from './clip-tables.ts'
import { viewComment } from './clip-view.ts'
import * as store from './comment-store.ts'
import type { Comments } from './comments.ts'

export function commentRoutes({
  db,
  accounts,
  cursors,
  comments,
}: Pick<Platform, 'accounts' | 'cursors'> & { db: Db<ClipTables>; comments: Comments }): BoundRoute[] {
  return [
    handle(listComments, async ({ standing, params, query }) => {
      const clip = allow(
        clipPolicies,
        'read',
        standing,
        await findClip(db.read, standing.space.id, params.id),
      )
      const list = `clip-comments:${clip.id}`
      const after = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
      const limit = query.limit ?? 20
      const rows = await store.listComments(db.replica, clip.id, limit + 1, after)
      const people = await accounts.people([...new Set(rows.map((row) => row.author_id))])
      return pageOf(
        rows,
        limit,
        (row) => viewComment(row, standing, people),
        (last) => cursors.encode(list, [last.id]),
      )
    }),
    handle(createComment, async ({ standing, params, body }) => {
      const comment = await comments.create(standing, params.id, body)
      return viewComment(comment, standing, await accounts.people([comment.author_id]))
    }),
    handle(deleteComment, async ({ standing, params }) => {
      await comments.remove(standing, params.id, params.comment)
      return undefined
    }),
  ]
}
