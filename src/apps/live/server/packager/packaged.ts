import type { VideoSample } from './fragment.ts'
import type { Layout } from './init-segment.ts'

/**
 * What the packager makes of a push, as it comes: consumed by the origin (viewers), the recorder (storage) and the signal check. Buffers
 * are shared by all of them and never changed after they were handed out.
 */

/** One encoded version of a push. `source` is what came, picture and sound in one; `audio` is its sound alone; the others are made by an encoder. */
export type RenditionId = 'source' | 'audio' | '360'

/** What a decoder needs before the first fragment; again whenever the encoder changes its settings in the middle of a push. */
export type Track = {
  rendition: RenditionId
  layout: Layout
  /** CMAF initialisation segment: ftyp and moov. */
  init: Buffer
  /** For the CODECS attribute: `avc1.640028,mp4a.40.2`. */
  codecs: string
  /** Null without a picture. */
  picture: { width: number; height: number; framesPerSecond: number | null } | null
  /** Null without sound. */
  sound: { sampleRate: number; channels: number } | null
}

/** A part of a segment: one moof and mdat, cut on a frame boundary. */
export type Part = {
  rendition: RenditionId
  /** Media sequence number of the segment it belongs to. Never goes back within an event, whatever the number of pushes. */
  sequence: number
  /** From 0 within the segment. */
  index: number
  durationSeconds: number
  /** Begins with a keyframe (always true for sound alone). */
  independent: boolean
  /** Of its segment, as there. */
  startedAt: number
  discontinuity: boolean
  bytes: Buffer
}

/** A whole segment: its parts, one after the other. */
export type Segment = {
  rendition: RenditionId
  sequence: number
  durationSeconds: number
  /** When its first frame reached the house: wall clock, milliseconds. */
  startedAt: number
  /** The first segment after a new `Track`, or after a break in time: players start afresh there. */
  discontinuity: boolean
  /** No segment of the event is longer, rounded to whole seconds; the same for all of them. */
  targetSeconds: number
  parts: readonly Part[]
}

/**
 * Told in order: `track` of each rendition, then parts, then the segments they make, and so on; `end` once. A segment of `source` ends in the
 * same turn of the event loop as the part that closes it. A rendition may lack a segment (its sound was away). None of them may throw or wait.
 */
export type PackagedListener = {
  track(track: Track): void
  part(part: Part): void
  segment(segment: Segment): void
  end(): void
  /** Each frame of the source's picture as it is written, for those who cannot wait for its part; behind the end of the segment before. */
  picture?(frame: VideoSample): void
  /** There is no more of this rendition for now, whatever was told of it. */
  dropped?(rendition: RenditionId): void
}

/** What is known of the signal right now, for the signal check and the day-of view. Averages over the last ten seconds. */
export type Signal = {
  /** Wall clock, milliseconds; null before the first. */
  lastPictureAt: number | null
  bitsPerSecond: number
  framesPerSecond: number
  width: number | null
  height: number | null
  /** Seconds between the last two keyframes; null before the second. */
  keyframeSeconds: number | null
  videoCodec: string | null
  audioCodec: string | null
  audioSampleRate: number | null
  audioChannels: number | null
  /** Bits a second of sound alone: close to nothing means silence. */
  audioBitsPerSecond: number
  /** Segments are at most this long; null before the first. */
  targetSeconds: number | null
  notes: readonly SignalNote[]
  /** Frames that had to be dropped or mended: time that went back, gaps. */
  disturbances: number
}

/**
 * What the volunteer should change. `keyframes-far-apart`: more than 4 s, so viewers start late; `keyframes-missing`: so far apart that segments
 * had to begin without one. `keyframes-partial`: what the encoder calls keyframes are none (intra refresh). `keyframes-open`: pictures that
 * come behind a keyframe need what was before it, so that most browsers cannot begin there. `no-picture`, `no-sound`: the push has none. `picture-unread`: one comes,
 * and nothing says how to read it. `time-mended`: the encoder's clock jumped or stood still in the last minute.
 */
export type SignalNote =
  | 'keyframes-far-apart'
  | 'keyframes-missing'
  | 'keyframes-partial'
  | 'keyframes-open'
  | 'picture-unread'
  | 'no-picture'
  | 'no-sound'
  | 'time-mended'
