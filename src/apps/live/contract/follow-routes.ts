import { type Static, Type } from 'typebox'
import { type RouteContract, route } from '../../../contract/route.ts'
import { Id, Page, PageQuery, SpaceItemParams, SpaceParams, Strict, Time } from '../../../contract/shapes.ts'

const follow = '/spaces/:space/channels/:id/follow'

/** Told when a channel goes live: by mail where `mail`, inside the house in any case. */
const Following = Strict({ following: Type.Boolean(), mail: Type.Boolean() })

export const followChannel = route({
  id: 'channel.follow',
  method: 'PUT',
  path: follow,
  summary: 'Be told when the channel goes live; operators also when its picture stays away',
  access: { who: 'member', scope: 'live:write' },
  params: SpaceItemParams,
  answer: Following,
})

export const unfollowChannel = route({
  id: 'channel.unfollow',
  method: 'DELETE',
  path: follow,
  summary: 'Be told no more of the channel',
  access: { who: 'member', scope: 'live:write' },
  params: SpaceItemParams,
  status: 204,
})

export const Follow = Strict({
  channel: Strict({ id: Id, name: Type.String() }),
  createdAt: Time,
})
export type Follow = Static<typeof Follow>

export const listFollows = route({
  id: 'follow.list',
  method: 'GET',
  path: '/spaces/:space/follows',
  summary: 'Channels that I follow; those I took up last first',
  access: { who: 'member', scope: 'live:read' },
  params: SpaceParams,
  query: Strict(PageQuery),
  answer: Page(Follow),
})

/** A follow with the mark of the house, as letters carry it. */
const token = Strict({ of: Type.Optional(Type.String({ maxLength: 100 })) })

export const askToUnfollow = route({
  id: 'follow.ask-to-end',
  method: 'GET',
  path: '/api/unfollow',
  bare: true,
  summary: 'A page that asks whether to end the follow of a letter; it changes nothing',
  access: { who: 'anyone' },
  query: token,
})

export const unfollowByLink = route({
  id: 'follow.end-by-link',
  method: 'POST',
  path: '/api/unfollow',
  bare: true,
  summary:
    'End the follow of a letter, by the button of the page or by one click in a mail program (RFC 8058)',
  access: { who: 'anyone' },
  query: token,
  form: true,
  bodyLimit: 4096,
})

export const followContract: RouteContract[] = [
  followChannel,
  unfollowChannel,
  listFollows,
  askToUnfollow,
  unfollowByLink,
]
