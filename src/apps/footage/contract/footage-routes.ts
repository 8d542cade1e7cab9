import { Type } from 'typebox'
import { route } from '../../../contract/route.ts'
import {
  Id,
  Page,
  PageQuery,
  Slug,
  SpaceItemParams,
  SpaceParams,
  Strict,
  Time,
} from '../../../contract/shapes.ts'
import { captionContract } from './caption-routes.ts'
import { Clip, ClipPatch, ClipSummary, clipStates, NewClip, Tag } from './clip.ts'
import { Comment, NewComment } from './comment.ts'

const read = 'footage:read'
const write = 'footage:write'
const base = '/spaces/:space/footage'

export const createClip = route({
  id: 'clip.create',
  method: 'POST',
  path: base,
  summary: 'Announce a clip and get a resumable upload for its file',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: NewClip,
  status: 201,
  answer: Clip,
  idempotent: true,
})

export const listClips = route({
  id: 'clip.list',
  method: 'GET',
  path: base,
  summary: 'Clips, newest first',
  access: { who: 'guest', scope: read },
  params: SpaceParams,
  query: Strict({
    ...PageQuery,
    q: Type.Optional(Type.String({ maxLength: 200 })),
    tag: Type.Optional(Tag),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
    state: Type.Optional(Type.Enum([...clipStates])),
    deleted: Type.Optional(Type.Boolean()),
  }),
  answer: Page(ClipSummary),
})

export const readClip = route({
  id: 'clip.read',
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One clip with its renditions and signed playback paths',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  answer: Clip,
})

export const watchClip = route({
  id: 'clip.watch',
  method: 'GET',
  path: `${base}/:id/events`,
  summary: 'The clip each time it changes, as server-sent events',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
})

export const editClip = route({
  id: 'clip.edit',
  method: 'PATCH',
  path: `${base}/:id`,
  summary: 'Change a clip; with If-Match only when nobody else did',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: ClipPatch,
  answer: Clip,
})

export const deleteClip = route({
  id: 'clip.delete',
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Delete a clip; it can be brought back for 7 days, or with `forever` not at all',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  query: Strict({ forever: Type.Optional(Type.Boolean()) }),
  status: 204,
})

export const restoreClip = route({
  id: 'clip.restore',
  method: 'POST',
  path: `${base}/:id/restoration`,
  summary: 'Bring a deleted clip back',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  status: 200,
  answer: Clip,
})

export const cancelProcessing = route({
  id: 'clip-processing.cancel',
  method: 'DELETE',
  path: `${base}/:id/processing`,
  summary: 'Stop encoding; what is ready stays watchable',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  status: 204,
})

export const retryProcessing = route({
  id: 'clip-processing.retry',
  method: 'POST',
  path: `${base}/:id/processing`,
  summary: 'Try a failed or cancelled rung again, or all of them',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: Strict({ height: Type.Optional(Type.Integer({ minimum: 0, maximum: 8640 })) }),
  status: 202,
  answer: Clip,
})

export const listTags = route({
  id: 'clip-tag.list',
  method: 'GET',
  path: '/spaces/:space/footage-tags',
  summary: 'Tags of the clips the asker can see, with counts',
  access: { who: 'guest', scope: read },
  params: SpaceParams,
  answer: Strict({
    items: Type.Array(Strict({ tag: Type.String(), count: Type.Integer() }), { maxItems: 500 }),
  }),
})

export const listComments = route({
  id: 'clip-comment.list',
  method: 'GET',
  path: `${base}/:id/comments`,
  summary: 'Comments, oldest first',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  query: Strict(PageQuery),
  answer: Page(Comment),
})

export const createComment = route({
  id: 'clip-comment.create',
  method: 'POST',
  path: `${base}/:id/comments`,
  summary: 'Comment on a clip, optionally at a second of it',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: NewComment,
  status: 201,
  answer: Comment,
  idempotent: true,
})

export const deleteComment = route({
  id: 'clip-comment.delete',
  method: 'DELETE',
  path: `${base}/:id/comments/:comment`,
  summary: 'Delete a comment',
  access: { who: 'member', scope: write },
  params: Strict({ space: Slug, id: Id, comment: Id }),
  status: 204,
})

export const footageContract = [
  createClip,
  listClips,
  readClip,
  watchClip,
  editClip,
  deleteClip,
  restoreClip,
  cancelProcessing,
  retryProcessing,
  listTags,
  listComments,
  createComment,
  deleteComment,
  ...captionContract,
]
