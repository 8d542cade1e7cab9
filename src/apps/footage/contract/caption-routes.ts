import { Type } from 'typebox'
import { route } from '../../../contract/route.ts'
import { Id, Slug, SpaceItemParams, Strict } from '../../../contract/shapes.ts'
import { Caption, mostCaptions, NewCaption } from './caption.ts'

const base = '/spaces/:space/footage/:id/captions'

export const listCaptions = route({
  id: 'clip-caption.list',
  method: 'GET',
  path: base,
  summary: 'Captions of a clip, oldest first',
  access: { who: 'guest', scope: 'footage:read' },
  params: SpaceItemParams,
  answer: Strict({ items: Type.Array(Caption, { maxItems: mostCaptions }) }),
})

export const createCaption = route({
  id: 'clip-caption.create',
  method: 'POST',
  path: base,
  summary: 'Add captions to a clip: a WebVTT or SRT file as text',
  access: { who: 'member', scope: 'footage:write' },
  params: SpaceItemParams,
  body: NewCaption,
  // In JSON a line costs more than in its file.
  bodyLimit: 2_500_000,
  status: 201,
  answer: Caption,
  idempotent: true,
})

export const deleteCaption = route({
  id: 'clip-caption.delete',
  method: 'DELETE',
  path: `${base}/:caption`,
  summary: 'Remove captions',
  access: { who: 'member', scope: 'footage:write' },
  params: Strict({ space: Slug, id: Id, caption: Id }),
  status: 204,
})

export const captionContract = [listCaptions, createCaption, deleteCaption]
