import { Type } from 'typebox'
import { type RouteContract, route } from '../../../contract/route.ts'
import { Id, Nullable, Page, PageQuery, Slug, SpaceItemParams, Strict } from '../../../contract/shapes.ts'
import { Ban, ChatMessage, NewBan, NewChatMessage } from './chat.ts'

const read = 'live:read'
const write = 'live:write'
const base = '/spaces/:space/channels/:id'
const MessageParams = Strict({ space: Slug, id: Id, message: Id })
const BanParams = Strict({ space: Slug, id: Id, ban: Id })

export const listChat = route({
  id: 'chat.list',
  method: 'GET',
  path: `${base}/chat`,
  summary: 'Messages of a channel, latest first',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  query: Strict(PageQuery),
  answer: Page(ChatMessage),
})

export const sayInChat = route({
  id: 'chat.say',
  method: 'POST',
  path: `${base}/chat`,
  summary: 'Write in the chat of a channel',
  access: { who: 'guest', scope: write },
  params: SpaceItemParams,
  body: NewChatMessage,
  status: 201,
  answer: ChatMessage,
})

export const removeFromChat = route({
  id: 'chat.remove',
  method: 'DELETE',
  path: `${base}/chat/:message`,
  summary: 'Take back an own message, or as a moderator anybody’s',
  access: { who: 'member', scope: write },
  params: MessageParams,
  status: 204,
})

export const readPinned = route({
  id: 'chat.pinned',
  method: 'GET',
  path: `${base}/pinned`,
  summary: 'The pinned message, or null',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  answer: Strict({ message: Nullable(ChatMessage) }),
})

export const pinInChat = route({
  id: 'chat.pin',
  method: 'PUT',
  path: `${base}/pinned`,
  summary: 'Pin one message above the chat, or none',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  body: Strict({ messageId: Nullable(Id) }),
  answer: Strict({ message: Nullable(ChatMessage) }),
})

export const listBans = route({
  id: 'chat.bans',
  method: 'GET',
  path: `${base}/bans`,
  summary: 'Who may not write here, latest first',
  access: { who: 'operator', scope: read },
  params: SpaceItemParams,
  query: Strict(PageQuery),
  answer: Page(Ban),
})

export const banFromChat = route({
  id: 'chat.ban',
  method: 'POST',
  path: `${base}/bans`,
  summary: 'Keep the author of a message out of the chat, at once and everywhere',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  body: NewBan,
  status: 201,
  answer: Ban,
  idempotent: true,
})

export const liftBan = route({
  id: 'chat.lift-ban',
  method: 'DELETE',
  path: `${base}/bans/:ban`,
  summary: 'Let somebody write again',
  access: { who: 'operator', scope: write },
  params: BanParams,
  status: 204,
})

export const replayChat = route({
  id: 'chat.replay',
  method: 'GET',
  path: '/spaces/:space/events/:id/chat',
  summary: 'What was written during an event, in order; `from` seconds of the event on',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  query: Strict({ ...PageQuery, from: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })) }),
  answer: Page(ChatMessage),
})

export const chatContract: RouteContract[] = [
  listChat,
  sayInChat,
  removeFromChat,
  readPinned,
  pinInChat,
  listBans,
  banFromChat,
  liftBan,
  replayChat,
]
