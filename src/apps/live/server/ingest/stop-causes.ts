import { PushRefused } from '../push.ts'

/** Why the house ends a push, and what the volunteer reads in the encoder. */
export type StopCause = keyof typeof words

const words = {
  'newer-push': 'Another encoder took over: it was started with the same stream key.',
  'key-renewed': 'The stream key was renewed. Copy the new one from the broadcast page.',
  'channel-deleted': 'This channel was deleted.',
  'event-ended': 'The event was ended on the broadcast page.',
  'test-began': 'A private test begins: the encoder connects again by itself.',
  'test-ended': 'The private test is over.',
  'ended-elsewhere': 'The stream was ended on the broadcast page.',
  'moved-away': 'Another server of this house took over this channel.',
  closing: 'The server restarts. Leave the encoder running: it connects again by itself.',
  'packager-failed': 'The server could not go on with this stream. Start streaming again.',
} as const

export const stopFor = (cause: StopCause): PushRefused => new PushRefused(cause, words[cause])
