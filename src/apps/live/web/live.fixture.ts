import type { ChatMessage } from '../contract/chat.ts'
import type { LiveEvent } from '../contract/event.ts'

/** An event as the house gives it, for tests. */
export const eventFixture = (given: Partial<LiveEvent> = {}): LiveEvent => ({
  id: 'event',
  channelId: 'channel',
  title: 'Sunday morning',
  description: '',
  state: 'live',
  scheduledAt: null,
  startedAt: null,
  endedAt: null,
  peakViewers: 0,
  clipId: null,
  version: 1,
  ...given,
})

/** The message of that number: later numbers were written later. */
export const messageFixture = (number: number, given: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${String(number).padStart(4, '0')}`,
  author: { id: 'ada', name: 'Ada', role: 'member' },
  body: `message ${number}`,
  createdAt: new Date(1_800_000_000_000 + number * 1000).toISOString(),
  at: null,
  own: false,
  ...given,
})
