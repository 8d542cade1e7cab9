import { type Static, Type } from 'typebox'
import { Nullable, Strict, Time } from '../../../contract/shapes.ts'

/** What is wrong, or worth knowing, in words for a volunteer. `bad`: viewers notice. `warn`: they may. `good`: as it should be. */
export const Finding = Strict({
  /** `keyframes-far-apart`, `sound-silent`, `bitrate-low`, … */
  code: Type.String(),
  level: Type.Enum(['good', 'warn', 'bad']),
  /** One sentence: what we see, and what to change, with the name of the setting in OBS. */
  message: Type.String(),
})
export type Finding = Static<typeof Finding>

/** What comes in, right now. */
export const SignalReport = Strict({
  /** Nothing is sent; a private test push; the event on air; the encoder is away. */
  state: Type.Enum(['none', 'test', 'live', 'reconnecting']),
  encoder: Nullable(Type.String()),
  connectedAt: Nullable(Time),
  lastPictureAt: Nullable(Time),
  bitsPerSecond: Type.Integer(),
  framesPerSecond: Type.Number(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  keyframeSeconds: Nullable(Type.Number()),
  videoCodec: Nullable(Type.String()),
  audioCodec: Nullable(Type.String()),
  audioSampleRate: Nullable(Type.Integer()),
  audioChannels: Nullable(Type.Integer()),
  /** Loudest moment of the last ten seconds, dB below full scale (0 to −90); null without sound or while it is not measured. */
  soundPeakDecibel: Nullable(Type.Number()),
  /** Bits a second of the last two minutes, one value each two seconds, oldest first. */
  bitrateHistory: Type.Array(Type.Integer(), { maxItems: 60 }),
  findings: Type.Array(Finding, { maxItems: 20 }),
  /** Recording of the running event: going on, or stopped with the reason (disk full). */
  recording: Type.Enum(['off', 'on', 'stopped']),
  recordingProblem: Nullable(Type.String()),
  viewers: Type.Integer(),
  /** The last refused push of this channel's key in the last ten minutes: what the volunteer's encoder was told. */
  lastRefusal: Nullable(Strict({ at: Time, message: Type.String() })),
})
export type SignalReport = Static<typeof SignalReport>

/** A private test: until then what is pushed is shown to operators alone and not recorded. */
export const TestRun = Strict({
  until: Time,
  /** Where the operator sees the test picture; null until it comes. */
  hls: Nullable(Type.String()),
})
export type TestRun = Static<typeof TestRun>
