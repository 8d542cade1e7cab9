import type { Clock } from '#platform/clock.ts'
import type { Signal, SignalNote } from './packaged.ts'
import type { Layout } from './init-segment.ts'

/** Counts what comes, by the second: whole ones are what averages are made of. */
export type SignalMeter = {
  picture(bytes: number): void
  sound(bytes: number): void
  keyframe(ms: number): void
  /** A frame was dropped or mended; `time` when the encoder's clock was the reason. */
  disturbed(reason: 'frame' | 'time'): void
  /** A segment had to begin without a keyframe. */
  keyless(): void
  /** What was said to be a keyframe is none; a picture behind a keyframe needs one before it; a picture could not be read for want of its settings. */
  strange(what: 'partial' | 'open' | 'unread'): void
  began(layout: Layout): void
  target(seconds: number): void
  read(): Signal
}

const slots = 11
type Slot = { second: number; bytes: number; soundBytes: number; frames: number }

export function openSignalMeter(clock: Clock): SignalMeter {
  const ring: Slot[] = Array.from({ length: slots }, () => ({
    second: -1,
    bytes: 0,
    soundBytes: 0,
    frames: 0,
  }))
  const began = clock.now()
  let layout: Layout | null = null
  let lastPictureAt: number | null = null
  let keyframe: { ms: number; seconds: number | null } | null = null
  let [disturbances, mendedAt, keylessAt] = [0, -Infinity, -Infinity]
  const strangeAt = { partial: -Infinity, open: -Infinity, unread: -Infinity }
  let targetSeconds: number | null = null

  const slot = (): Slot => {
    const second = Math.floor(clock.now() / 1000)
    const one = ring[((second % slots) + slots) % slots]!
    if (one.second !== second) Object.assign(one, { second, bytes: 0, soundBytes: 0, frames: 0 })
    return one
  }
  const notes = (now: number): SignalNote[] => {
    const found: [SignalNote, boolean][] = [
      ['keyframes-far-apart', (keyframe?.seconds ?? 0) > 4.1],
      ['keyframes-missing', now - keylessAt < 60_000],
      ['keyframes-partial', now - strangeAt.partial < 60_000],
      ['keyframes-open', now - strangeAt.open < 60_000],
      ['picture-unread', now - strangeAt.unread < 3000 && now - (lastPictureAt ?? began) > 3000],
      ['no-picture', layout !== null && layout.video === null],
      ['no-sound', layout !== null && layout.audio === null],
      ['time-mended', now - mendedAt < 60_000],
    ]
    return found.filter(([, holds]) => holds).map(([note]) => note)
  }

  return {
    picture(bytes) {
      const one = slot()
      one.bytes += bytes
      one.frames += 1
      lastPictureAt = clock.now()
    },
    sound(bytes) {
      const one = slot()
      one.bytes += bytes
      one.soundBytes += bytes
    },
    keyframe(ms) {
      keyframe = { ms, seconds: keyframe && ms > keyframe.ms ? (ms - keyframe.ms) / 1000 : null }
    },
    disturbed(reason) {
      disturbances += 1
      if (reason === 'time') mendedAt = clock.now()
    },
    keyless: () => void (keylessAt = clock.now()),
    strange: (what) => void (strangeAt[what] = clock.now()),
    began: (next) => void (layout = next),
    target: (seconds) => void (targetSeconds = seconds),
    read() {
      const now = clock.now()
      const second = Math.floor(now / 1000)
      const fresh = second <= Math.floor(began / 1000)
      const recent = ring.filter((one) => one.second > second - slots && (fresh || one.second < second))
      const over = fresh ? 1 : Math.min(slots - 1, second - began / 1000)
      const sum = (of: (one: Slot) => number) => recent.reduce((total, one) => total + of(one), 0) / over
      return {
        lastPictureAt,
        bitsPerSecond: Math.round(sum(({ bytes }) => bytes * 8)),
        framesPerSecond: Math.round(sum(({ frames }) => frames) * 10) / 10,
        width: layout?.video?.sps.width ?? null,
        height: layout?.video?.sps.height ?? null,
        keyframeSeconds: keyframe?.seconds ?? null,
        videoCodec: layout?.video?.codec ?? null,
        audioCodec: layout?.audio?.codec ?? null,
        audioSampleRate: layout?.audio?.sampleRate ?? null,
        audioChannels: layout?.audio?.channels ?? null,
        audioBitsPerSecond: Math.round(sum(({ soundBytes }) => soundBytes * 8)),
        disturbances,
        targetSeconds,
        notes: notes(now),
      }
    },
  }
}
