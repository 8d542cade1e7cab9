import type { Writable } from 'node:stream'

/**
 * The media service: ffprobe and ffmpeg in a sandbox, shared by footage, live and convert. Every call takes a local path,
 * runs hostile input with only that file visible, and throws one of three kinds that members can be told apart:
 * `MediaRefused` (we will not open this), `MediaLimited` (over a budget), `MediaCrashed` (ffmpeg failed; may be worth a retry).
 * A full disk is `Fault('full', 'disk-full')`. Every call ends its whole process group when `signal` aborts and then
 * throws the signal's reason. Files that calls return are absolute paths in `outFolder`.
 */
export class MediaRefused extends Error {
  /** `not-media`, `playlist`, `picture`, `empty`, `damaged`, `incomplete`, `no-streams`, `too-many-pixels`, `too-long`, … */
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'MediaRefused'
    this.code = code
  }
}
export class MediaLimited extends Error {
  /** `time`, `memory`, `output-size`. */
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'MediaLimited'
    this.code = code
  }
}
export class MediaCrashed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MediaCrashed'
  }
}

export type VideoStream = {
  index: number
  codec: string
  /** `hev1`, `avc1`, … */
  tag: string
  /** As displayed: rotation applied, square pixels. */
  width: number
  height: number
  rotation: 0 | 90 | 180 | 270
  /** Average frames a second; variable frame rate is flagged. */
  frameRate: number
  variableFrameRate: boolean
  pixelFormat: string
  bitsPerSample: number
  hdr: 'pq' | 'hlg' | null
  interlaced: boolean
  /** Of this stream; sound may be longer. */
  durationSeconds: number
  /** The widest distance between keyframes in the first seconds. */
  keyframeSeconds: number
  bitrate: number | null
  profile: string | null
  level: number | null
}
export type AudioStream = {
  index: number
  codec: string
  /** `LC`, `HE-AAC`, … */
  profile: string | null
  channels: number
  sampleRate: number
  language: string | null
  bitrate: number | null
}
export type Probe = {
  /** The demuxer that the magic bytes allow: `mov`, `matroska`, `mpegts`, … Forced in every later call. */
  format: string
  durationSeconds: number
  size: number
  video: VideoStream | null
  /** The default track first; only tracks that can be decoded. */
  audio: AudioStream[]
  /** GPMF, subtitles and others: kept in the original, not in renditions. */
  otherStreams: number
  /** From the container (com.apple.quicktime.creationdate, creation_time), ISO 8601 UTC, null when absent or absurd. */
  recordedAt: string | null
  /**
   * Progressive, upright H.264 yuv420p ≤ level 5.2 with a keyframe every few seconds: the pictures can be re-wrapped
   * without encoding (AAC LC stereo too, other sound is encoded).
   */
  rewrappable: boolean
}

export type RenditionPlan = { height: number; width: number; videoBitrate: number; audioBitrate: number }
export type RenditionFile = {
  /** Shorter side of the picture, as members name it: 1080, 720, …; 0 for audio only. */
  height: number
  width: number
  /** Of the picture itself: the longer side when it stands upright. */
  pixelHeight: number
  /** Single-file fMP4 and its byte-range HLS playlist, in the output folder. */
  file: string
  playlist: string
  /** Peak and average bits a second, for the master playlist. */
  bandwidth: number
  averageBandwidth: number
  /** RFC 6381: `avc1.64001f,mp4a.40.2`. */
  codecs: string
  frameRate: number | null
  size: number
}
export type Progress = (percent: number, secondsLeft: number | null) => void
export type MediaCall = { signal: AbortSignal; progress?: Progress }

export type NarrowPlan = {
  source: { width: number; height: number }
  size: { width: number; height: number }
  /** Bits a second, at most. */
  bitrate: number
}
export type NarrowCall = {
  signal: AbortSignal
  feed: (stdin: Writable) => void
  bytes: (chunk: Buffer) => void
}

export interface Media {
  /** Magic bytes, then ffprobe in the sandbox, then budgets (pixels, duration, frame rate, streams). */
  probe(path: string, call: MediaCall): Promise<Probe>
  /** JPEG, at most 1280 px wide, from a picture that is not black, or the waveform of sound; `outFolder/poster.jpg`. */
  poster(
    path: string,
    probe: Probe,
    outFolder: string,
    call: MediaCall,
  ): Promise<{ file: string; width: number; height: number }>
  /** WebP copies of a poster, at most this many pixels wide each, never enlarged: `outFolder/poster-<width>.webp`. */
  shrink(path: string, widths: readonly number[], outFolder: string, call: MediaCall): Promise<string[]>
  /** One JPEG sheet of at most 100 tiles and a WebVTT file that names them (`storyboard.jpg#xywh=`). Needs a picture. */
  storyboard(
    path: string,
    probe: Probe,
    outFolder: string,
    call: MediaCall,
  ): Promise<{ image: string; vtt: string }>
  /** fMP4 + byte-range HLS from the same encoded pictures. Only when `probe.rewrappable`. */
  rewrap(path: string, probe: Probe, outFolder: string, call: MediaCall): Promise<RenditionFile>
  /** The rungs for this source: never above it, from the configured heights, lowest first. Always at least one. */
  ladder(probe: Probe, heights: readonly number[]): RenditionPlan[]
  /**
   * Encodes all `plans` with one decode: they finish together. To have something to watch first, call it with the
   * lowest rung alone and then with the rest. Keyframes stand at the same times in every rung of every call.
   */
  encode(
    path: string,
    probe: Probe,
    plans: RenditionPlan[],
    outFolder: string,
    call: MediaCall & { rung?: (height: number, percent: number) => void },
  ): Promise<RenditionFile[]>
  /** The peak of the first ten seconds of an MP4's sound, dB below full scale (0 to −90). At low priority. */
  loudest(path: string, call: MediaCall): Promise<number>
  /**
   * One MP4 that begins at once wherever it is downloaded: fragmented MP4s of this house, played one after the other, put into one file
   * without decoding. `outFolder/joined.mp4`; takes as much room again, twice while it works.
   */
  join(paths: readonly string[], outFolder: string, call: MediaCall): Promise<string>
  /**
   * A smaller H.264 picture of one that goes on, as it comes: an FLV of H.264 alone goes in by `feed`, one of the same times and keyframes comes
   * out by `bytes`. `source`, `size`: pixels. At low priority. Resolves when stdin was ended and all of it came out.
   */
  narrow(plan: NarrowPlan, call: NarrowCall): Promise<void>
  /** Master playlist text for renditions whose playlists stand at `<uri>`. */
  master(renditions: (RenditionFile & { uri: string })[]): string
  /** What the sandbox can do here. `strong: false` says why in words; then anonymous work is refused and /readyz tells. */
  sandbox(): Promise<{ strong: boolean; detail: string; ffmpeg: string | null }>
}
