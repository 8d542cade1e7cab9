import { PushRefused } from '../push.ts'

/** What a volunteer reads in the encoder when the house says no: what happened, and what to do. */

export const unknownKey = () =>
  new PushRefused(
    'unknown-key',
    'The stream key is not known here. Copy it again from the broadcast page; a space at its end or one letter too few is enough to spoil it.',
  )

export const unknownAddress = () =>
  new PushRefused(
    'unknown-address',
    'This address takes no streams. Copy the server from the broadcast page again; it ends in /live.',
  )

export const nothingToPlay = () =>
  new PushRefused(
    'play',
    'Streams are sent to this address, none are played from it. Watch on the page of the channel.',
  )

export const alreadyPublishing = () =>
  new PushRefused('twice', 'This connection already sends a stream. Open another one for a second stream.')

export const notChecked = () =>
  new PushRefused(
    'not-checked',
    'The stream key could not be checked just now. Nothing is wrong with it: start again in a moment.',
  )

export const houseFault = () =>
  new PushRefused('fault', 'The house could not go on with this stream. Start it again; what came is kept.')

export const stopping = () =>
  new PushRefused('stopping', 'The house is restarting. Start again in a moment; what came is kept.')

/** The reason of `Push.stop`; whoever stopped it should have said why. */
export const reasonOf = (signal: AbortSignal): PushRefused =>
  signal.reason instanceof PushRefused ? signal.reason : houseFault()
