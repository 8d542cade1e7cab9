import { auditAction } from '#platform/audit/audit.ts'
import { channelKind, eventKind } from './channels/channel-news.ts'

/** What the audit log keeps of channels, their events, their encoders and their chat. What is said in a chat is not for it. */
export const liveActions = {
  channelCreated: auditAction('live.channel.created', 'made a channel'),
  channelChanged: auditAction('live.channel.changed', 'changed a channel: {what}'),
  channelRemoved: auditAction('live.channel.removed', 'removed a channel'),
  keyShown: auditAction('live.stream-key.shown', 'looked at the stream key'),
  keyRenewed: auditAction('live.stream-key.renewed', 'renewed the stream key'),
  profileFetched: auditAction(
    'live.obs-profile.fetched',
    'fetched the OBS profile, which holds the stream key',
  ),
  eventAnnounced: auditAction('live.event.announced', 'announced an event for {time}'),
  eventChanged: auditAction('live.event.changed', 'changed an event: {what}'),
  eventCancelled: auditAction('live.event.cancelled', 'cancelled an event'),
  eventRemoved: auditAction('live.event.removed', 'removed a past event'),
  eventBegun: auditAction('live.event.begun', 'put an event on air'),
  eventEnded: auditAction('live.event.ended', 'ended an event: {why}'),
  pushBegun: auditAction('live.push.begun', 'began to stream with {encoder}'),
  pushTakenOver: auditAction('live.push.taken-over', 'took over from the encoder before with {encoder}'),
  pushEnded: auditAction('live.push.ended', 'stopped streaming'),
  pushLost: auditAction('live.push.lost', 'was lost while streaming'),
  testBegun: auditAction('live.test.begun', 'began a private test'),
  testEnded: auditAction('live.test.ended', 'ended a private test'),
  testAired: auditAction('live.test.aired', 'put a private test on air'),
  messageRemoved: auditAction('live.chat.message-removed', 'removed a message of {author} from the chat'),
  personBanned: auditAction('live.chat.person-banned', 'kept {person} out of the chat {until}'),
  banLifted: auditAction('live.chat.ban-lifted', 'let {person} into the chat again'),
  messagePinned: auditAction('live.chat.pinned', 'pinned a message of {author} in the chat'),
  messageUnpinned: auditAction('live.chat.unpinned', 'took the pinned message of the chat away'),
} as const

/** A channel as the subject of an entry. */
export const ofChannel = ({ id, space_id, name }: { id: string; space_id: string; name: string }) => ({
  spaceId: space_id,
  subject: { kind: channelKind, id, name },
})

/** An event, likewise. */
export const ofEvent = ({ id, space_id, title }: { id: string; space_id: string; title: string }) => ({
  spaceId: space_id,
  subject: { kind: eventKind, id, name: title },
})
