import { Type } from 'typebox'
import { type RouteContract, route } from '../../../contract/route.ts'
import { Id, Page, PageQuery, SpaceItemParams, SpaceParams, Strict } from '../../../contract/shapes.ts'
import { Channel, ChannelPatch, Ingest, NewChannel } from './channel.ts'
import { chatContract } from './chat-routes.ts'
import { LiveEvent, LiveEventPatch, NewLiveEvent } from './event.ts'
import { followContract } from './follow-routes.ts'
import { SignalReport, TestRun } from './signal.ts'

const read = 'live:read'
const write = 'live:write'
const channels = '/spaces/:space/channels'
const events = '/spaces/:space/events'

export const createChannel = route({
  id: 'channel.create',
  method: 'POST',
  path: channels,
  summary: 'Make a channel: a place to stream to',
  access: { who: 'admin', scope: write },
  params: SpaceParams,
  body: NewChannel,
  status: 201,
  answer: Channel,
  idempotent: true,
})

export const listChannels = route({
  id: 'channel.list',
  method: 'GET',
  path: channels,
  summary: 'Channels that the asker may watch; those on air first',
  access: { who: 'guest', scope: read },
  params: SpaceParams,
  query: Strict(PageQuery),
  answer: Page(Channel),
})

export const readChannel = route({
  id: 'channel.read',
  method: 'GET',
  path: `${channels}/:id`,
  summary: 'One channel with what it plays; its version is the ETag',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  answer: Channel,
})

export const patchChannel = route({
  id: 'channel.patch',
  method: 'PATCH',
  path: `${channels}/:id`,
  summary: 'Change a channel, its chat and who may watch; also while it is live',
  access: { who: 'admin', scope: write },
  params: SpaceItemParams,
  body: ChannelPatch,
  answer: Channel,
})

export const deleteChannel = route({
  id: 'channel.delete',
  method: 'DELETE',
  path: `${channels}/:id`,
  summary: 'Take a channel away: what is pushed to it ends, its recordings stay in footage',
  access: { who: 'admin', scope: write },
  params: SpaceItemParams,
  status: 204,
})

export const readIngest = route({
  id: 'channel.ingest',
  method: 'GET',
  path: `${channels}/:id/ingest`,
  summary: 'Server and stream key for the encoder',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  answer: Ingest,
})

export const renewStreamKey = route({
  id: 'channel.renew-key',
  method: 'POST',
  path: `${channels}/:id/stream-key`,
  summary: 'Make a new stream key: the old one opens nothing any more, and what is pushed with it ends',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  status: 201,
  answer: Ingest,
})

export const downloadObsProfile = route({
  id: 'channel.obs-profile',
  method: 'GET',
  path: `${channels}/:id/obs-profile`,
  summary: 'A ZIP with a profile for OBS: server, key and good settings. Treat it like the stream key',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
})

export const readSignal = route({
  id: 'channel.signal',
  method: 'GET',
  path: `${channels}/:id/signal`,
  summary: 'What comes in right now, in words for a volunteer',
  access: { who: 'operator', scope: read },
  params: SpaceItemParams,
  answer: SignalReport,
})

export const watchSignal = route({
  id: 'channel.signal-events',
  method: 'GET',
  path: `${channels}/:id/signal/events`,
  summary: 'The signal report once a second, as server-sent events named `signal`',
  access: { who: 'operator', scope: read },
  params: SpaceItemParams,
})

export const startTest = route({
  id: 'channel.test',
  method: 'POST',
  path: `${channels}/:id/test`,
  summary:
    'For twenty minutes a push is a private test: shown to operators alone, not recorded. Refused while an event is live',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  status: 201,
  answer: TestRun,
})

export const readTest = route({
  id: 'channel.test-read',
  method: 'GET',
  path: `${channels}/:id/test`,
  summary: 'The private test, if one runs: 404 otherwise',
  access: { who: 'operator', scope: read },
  params: SpaceItemParams,
  answer: TestRun,
})

export const stopTest = route({
  id: 'channel.test-stop',
  method: 'DELETE',
  path: `${channels}/:id/test`,
  summary: 'End the private test. With `live` what is pushed goes on air as an event; else its push ends',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  query: Strict({ live: Type.Optional(Type.Boolean()) }),
  status: 204,
})

/**
 * What it sends, by the name of the event. `channel`: the channel as `GET` gives it, whenever it changes and
 * every ten seconds at most for the count alone. `chat`: messages in the order they were written, several at once when it is busy
 * (`own` is false in all: the page knows its own account). `chat-removed`: ids that are gone. `pinned`: the pinned message or null.
 * `chat-closed`: this person may not write any more, with words why. `gone`: the channel is not there any more, or not for these eyes.
 */
export const watchChannel = route({
  id: 'channel.events',
  method: 'GET',
  path: `${channels}/:id/events`,
  summary:
    'State, viewers and chat of a channel, as server-sent events; counts as one viewer with `?watching=true`',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  query: Strict({ watching: Type.Optional(Type.Boolean()) }),
})

export const watchChannels = route({
  id: 'channel.notices',
  method: 'GET',
  path: '/spaces/:space/live/events',
  summary:
    'Server-sent events: `live` with a channel as it goes on air, `ended` as its event ends; `alarm` for operators',
  access: { who: 'guest', scope: read },
  params: SpaceParams,
})

export const scheduleEvent = route({
  id: 'event.schedule',
  method: 'POST',
  path: events,
  summary: 'Announce an event on a channel: its page counts down and opens by itself',
  access: { who: 'operator', scope: write },
  params: SpaceParams,
  body: NewLiveEvent,
  status: 201,
  answer: LiveEvent,
  idempotent: true,
})

export const listEvents = route({
  id: 'event.list',
  method: 'GET',
  path: events,
  summary: 'Events of the space or of one channel: `when=coming` soonest first, `when=past` latest first',
  access: { who: 'guest', scope: read },
  params: SpaceParams,
  query: Strict({
    ...PageQuery,
    channel: Type.Optional(Id),
    when: Type.Optional(Type.Enum(['coming', 'past'])),
  }),
  answer: Page(LiveEvent),
})

export const readEvent = route({
  id: 'event.read',
  method: 'GET',
  path: `${events}/:id`,
  summary: 'One event',
  access: { who: 'guest', scope: read },
  params: SpaceItemParams,
  answer: LiveEvent,
})

export const patchEvent = route({
  id: 'event.patch',
  method: 'PATCH',
  path: `${events}/:id`,
  summary: 'Change the title, words or time of an event',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  body: LiveEventPatch,
  answer: LiveEvent,
})

export const cancelEvent = route({
  id: 'event.delete',
  method: 'DELETE',
  path: `${events}/:id`,
  summary: 'Take back an event that has not begun, or forget one that is over with its chat; its clip stays',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  status: 204,
})

export const endEvent = route({
  id: 'event.end',
  method: 'POST',
  path: `${events}/:id/end`,
  summary: 'End the running event: players come to the end, the recording becomes a clip, the push ends',
  access: { who: 'operator', scope: write },
  params: SpaceItemParams,
  answer: LiveEvent,
})

export const liveContract: RouteContract[] = [
  createChannel,
  listChannels,
  readChannel,
  patchChannel,
  deleteChannel,
  readIngest,
  renewStreamKey,
  downloadObsProfile,
  readSignal,
  watchSignal,
  startTest,
  readTest,
  stopTest,
  watchChannel,
  watchChannels,
  scheduleEvent,
  listEvents,
  readEvent,
  patchEvent,
  cancelEvent,
  endEvent,
  ...followContract,
  ...chatContract,
]
