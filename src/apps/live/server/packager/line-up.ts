import type { Clock } from '#platform/clock.ts'
import type { AacConfig } from './aac-config.ts'
import type { AvcConfig } from './avc-config.ts'
import type { Layout } from './init-segment.ts'
import { type AudioFrame, type Muxer, soundBefore, type VideoFrame } from './muxer.ts'
import type { SignalMeter } from './signal-meter.ts'

/** Finds out what a push consists of, and lets the muxer begin anew when that changes: with a keyframe, or at once where there is no picture. */
export type LineUp = {
  video(config: AvcConfig): void
  audio(config: AacConfig): void
  picture(frame: VideoFrame): void
  sound(frame: AudioFrame): void
}

/** Milliseconds to wait for a second track that has not announced itself, and for the first keyframe of a picture that has. */
const [anotherTrack, firstKeyframe] = [1000, 12_000]
const heldBytes = 32 * 2 ** 20

type Held = { video: VideoFrame } | { audio: AudioFrame }

export function openLineUp({
  clock,
  muxer,
  meter,
}: {
  clock: Clock
  muxer: Muxer
  meter: SignalMeter
}): LineUp {
  let wanted: Layout = { video: null, audio: null }
  let held: Held[] = []
  let heldSize = 0
  let since: { ms: number; wall: number } | null = null

  const same = (layout: Layout) => layout.video === wanted.video && layout.audio === wanted.audio

  const write = (frame: Held) => {
    if ('video' in frame) picture(frame.video)
    else sound(frame.audio)
  }

  const hold = (frame: Held, ms: number, size: number) => {
    since ??= { ms, wall: clock.now() }
    const waited = Math.max(ms - since.ms, clock.now() - since.wall)
    const keyed = held.some((one) => 'video' in one) || ('video' in frame && frame.video.key)
    if ('video' in frame && !keyed) meter.disturbed('frame')
    else {
      held.push(frame)
      heldSize += size
    }
    const whole = keyed && wanted.audio !== null
    const enough = waited >= (wanted.video && !keyed ? firstKeyframe : anotherTrack) || heldSize > heldBytes
    if (held.length > 0 && (whole || (enough && (keyed || wanted.audio)))) begin()
    // Sound from before the first keyframe will not be heard.
    else if (!keyed && wanted.video) held = held.slice(-200)
  }

  const begin = () => {
    const first = held.find((one) => 'video' in one)
    const [frames, start] = [held, first?.video.ms ?? msOf(held[0]!)]
    ;[held, heldSize] = [[], 0]
    muxer.begin(first ? wanted : { video: null, audio: wanted.audio }, start)
    for (const frame of frames) if (msOf(frame) >= start - soundBefore) write(frame)
  }

  const picture = (frame: VideoFrame) => {
    if (!muxer.layout) {
      hold({ video: frame }, frame.ms, frame.data.length)
      return
    }
    if (frame.key && !same(muxer.layout)) muxer.begin(wanted, frame.ms)
    // Frames of other settings than the ones that were told cannot be decoded.
    if (muxer.layout.video === wanted.video) muxer.video(frame)
    else meter.disturbed('frame')
  }

  const sound = (frame: AudioFrame) => {
    if (!muxer.layout) {
      hold({ audio: frame }, frame.ms, frame.data.length)
      return
    }
    if (!muxer.layout.video && muxer.layout.audio !== wanted.audio)
      muxer.begin({ video: null, audio: wanted.audio }, frame.ms)
    if (muxer.layout.audio === wanted.audio) muxer.audio(frame)
    else meter.disturbed('frame')
  }

  return {
    video: (config) => void (wanted = { ...wanted, video: config }),
    audio: (config) => void (wanted = { ...wanted, audio: config }),
    picture,
    sound,
  }
}

const msOf = (frame: Held) => ('video' in frame ? frame.video.ms : frame.audio.ms)
