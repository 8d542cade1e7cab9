import type { Clock } from '#platform/clock.ts'
import type { VideoSample } from './fragment.ts'
import { codecsOf, initSegment, type Layout, videoTimescale } from './init-segment.ts'
import type { PackagedListener } from './packaged.ts'
import { openRenditionWriter, type RenditionWriter } from './rendition-writer.ts'
import { lengths, openSegmentRule } from './segment-rule.ts'
import type { SignalMeter } from './signal-meter.ts'
import { openWallClock } from './wall-clock.ts'

/** Frames with their time of media in milliseconds. `offset`: until it is shown. */
export type VideoFrame = { ms: number; offset: number; key: boolean; data: Buffer }
export type AudioFrame = { ms: number; data: Buffer }

/** Makes parts and segments of frames whose layout is known. */
export type Muxer = {
  /** Ends what is there and begins with new init segments at this moment. */
  begin(layout: Layout, ms: number): void
  readonly layout: Layout | null
  /** The next segment that begins with a keyframe is not the continuation of the one before. */
  broke(): void
  video(frame: VideoFrame): void
  audio(frame: AudioFrame): void
  end(): void
}

/** Milliseconds: sound begins a frame or two before the picture it belongs to. */
export const soundBefore = 50
const second = videoTimescale
const perMs = videoTimescale / 1000
/** Ticks; a picture that stood longer leaves a gap. */
const longestFrame = 10 * second
const [driftSeconds, stalledSeconds] = [0.06, 3]
/**
 * Seconds of picture without any sound before silence is put in: at first, and later; how much later it ends; and how far an encoder that
 * sends sound late may raise the second.
 */
const [firstSound, awaySeconds, silenceBehind, longestAway] = [0.4, 1, 0.2, 4]
const [partBytes, segmentBytes] = [4 * 2 ** 20, 48 * 2 ** 20]

export function openMuxer(options: {
  listener: PackagedListener
  clock: Clock
  meter: SignalMeter
  firstSequence: number
  targetSeconds: number | null
}): Muxer {
  const { listener, meter } = options
  const rule = openSegmentRule(options.targetSeconds)
  const wall = openWallClock(options.clock)
  let sequence = options.firstSequence
  let layout: Layout | null = null
  let [source, sound]: (RenditionWriter | null)[] = [null, null]
  /** The last frame of the picture: how long it lasts, the next one tells. */
  let pending: VideoSample | null = null
  let frameTicks = second / 30
  let nextSound: number | null = null
  /** Where the picture was when sound came last, seconds. */
  let heardAt = 0
  let patience = awaySeconds
  let segmentStart = 0
  let broken = false
  /** The segment at work follows the one before. */
  let unbroken = true
  /** The picture stands still, and parts go on without it. */
  let carried = false

  const soundEnd = () => (nextSound === null ? -Infinity : nextSound / layout!.audio!.timescale)

  const startSegment = (start: number, withKeyframe: boolean, discontinuity: boolean) => {
    if (discontinuity) wall.anew()
    segmentStart = start
    // A break stays one until a segment has told of it.
    if (discontinuity) unbroken = false
    const began = { startedAt: wall.of(start), discontinuity: !unbroken }
    for (const writer of [source, sound]) writer?.startSegment(began)
    rule.began(withKeyframe)
    if (!withKeyframe) meter.keyless()
  }

  /** `last`: nothing follows that could take what is left of the sound. */
  const endSegment = (at: number, last = false) => {
    const edge = Math.max(at, source!.partStart)
    if (!source!.holds(edge, last)) return edge
    const targetSeconds = rule.target(edge - segmentStart)
    meter.target(targetSeconds)
    source!.endSegment(edge, targetSeconds, last)
    if (sound) {
      const until = last && nextSound !== null ? Math.min(soundEnd(), sound.segmentStart + rule.limit) : edge
      cutSound(until)
      // Sound that has been away, and could not be made silence, does not owe the time.
      const away = nextSound === null || (until - soundEnd() > 1 && !layout!.audio?.silence)
      const soundEdge = Math.min(away ? until : frameEdge(until), sound.segmentStart + rule.limit)
      sound.endSegment(Math.max(soundEdge, sound.partStart), targetSeconds)
    }
    sequence += 1
    unbroken = true
    return edge
  }

  /** The last end of a frame of sound up to there. */
  const frameEdge = (until: number) => {
    const { timescale, frame } = layout!.audio!
    const frames = Math.ceil((nextSound! - until * timescale) / frame - 0.001)
    return (nextSound! - Math.max(0, frames) * frame) / timescale
  }

  /** The parts of the sound alone end where those of the picture could, not before. */
  const cutSound = (until: number) => {
    if (nextSound === null) return
    const bound = Math.min(until, sound!.segmentStart + rule.limit)
    for (;;) {
      const edge = frameEdge(sound!.partStart + lengths.part)
      if (edge > bound || edge >= soundEnd()) return
      sound!.cutPart(edge)
      if (sound!.partStart < edge) return
    }
  }

  const settle = (until: number) => {
    if (!pending) return
    pending.duration = Math.min(longestFrame, Math.max(1, until - pending.time))
    if (pending.duration < second) frameTicks += (pending.duration - frameTicks) / 8
    const start = pending.time / second
    const end = start + pending.duration / second
    if (start > segmentStart && end - segmentStart > rule.limit)
      startSegment(endSegment(start), pending.key, false)
    else if (start > source!.partStart && end - source!.partStart > lengths.part) source!.cutPart(start)
    source!.video(pending)
    listener.picture?.(pending)
    pending = null
  }

  const finish = (ms: number) => {
    if (!layout || !source) return
    if (layout.video) settle(Math.min(ms * perMs, (pending?.time ?? 0) + second))
    const shown = Math.min(ms / 1000, source.partStart + 1, segmentStart + rule.limit)
    endSegment(layout.video ? shown : soundEnd(), true)
  }

  /** Parts go on while the picture stands still and the sound does not. */
  const carryOn = (until: number) => {
    while (until - source!.partStart >= lengths.part) {
      const edge = source!.partStart + lengths.part
      source!.cutPart(edge)
      if (source!.partStart < edge) return
      if (edge - segmentStart > (rule.known ?? lengths.longest) - lengths.part)
        startSegment(endSegment(edge), false, false)
    }
  }

  const soundOnly = (frame: number) => {
    const end = soundEnd()
    if (end + frame - source!.partStart <= lengths.part) return
    source!.cutPart(end)
    if (end - segmentStart < lengths.segment - 0.1) return
    startSegment(endSegment(end), true, broken)
    broken = false
  }

  const writeSound = (data: Buffer) => {
    const { timescale, frame } = layout!.audio!
    const sample = { time: nextSound!, duration: frame, data }
    source!.audio({ ...sample })
    sound!.audio(sample)
    nextSound! += frame
    const end = soundEnd()
    cutSound(pending ? pending.time / second : end)
    if (!layout!.video) soundOnly(frame / timescale)
    else if (end - source!.partStart >= stalledSeconds) {
      carryOn(end - stalledSeconds + lengths.part)
      carried = true
    }
  }

  /** Players stop where one of the two ends: sound that is away, or begins late, is silence until then. */
  const fillSilence = (until: number) => {
    const { frame, silence } = layout!.audio!
    const missing = silence ? Math.floor((until - nextSound!) / frame) : 0
    for (let i = 0; i < missing; i++) writeSound(silence!)
  }

  /** The rest of a gap, or all of it where no silence is known, makes the last frame longer. */
  const lengthenTo = (time: number) => {
    if (time <= nextSound!) return
    if (!layout!.video && soundEnd() > segmentStart) startSegment(endSegment(soundEnd()), true, false)
    for (const writer of [source, sound]) {
      const last = writer?.lastSound()
      if (last) last.duration += time - nextSound!
    }
    nextSound = time
  }

  return {
    get layout() {
      return layout
    },
    broke: () => void (broken = true),

    begin(next, ms) {
      finish(ms)
      const edge = ms / 1000
      layout = next
      broken = false
      nextSound = null
      heardAt = edge
      const first = { sequence, edge, timescale: next.audio?.timescale ?? 1 }
      source = openRenditionWriter('source', listener, { ...first, pictured: next.video !== null })
      sound = next.audio ? openRenditionWriter('audio', listener, { ...first, pictured: false }) : null
      const picture = next.video && {
        width: next.video.sps.width,
        height: next.video.sps.height,
        framesPerSecond: next.video.sps.framesPerSecond,
      }
      const heard = next.audio && { sampleRate: next.audio.sampleRate, channels: next.audio.channels }
      listener.track({
        rendition: 'source',
        layout: next,
        init: initSegment(next),
        codecs: codecsOf(next),
        picture,
        sound: heard,
      })
      if (next.audio) {
        const alone = { video: null, audio: next.audio }
        listener.track({
          rendition: 'audio',
          layout: alone,
          init: initSegment(alone),
          codecs: codecsOf(alone),
          picture: null,
          sound: heard,
        })
      }
      meter.began(next)
      startSegment(edge, true, true)
    },

    video({ ms, offset, key, data }) {
      const time = ms * perMs
      const at = time / second
      if (layout!.audio && at - heardAt > (nextSound === null ? firstSound : patience)) {
        nextSound ??= Math.round(segmentStart * layout!.audio.timescale)
        fillSilence((at - silenceBehind) * layout!.audio.timescale)
      }
      settle(time)
      // It was away: what has gone on without it comes before it.
      if (carried || at - segmentStart > rule.limit) carryOn(Math.min(at, soundEnd()))
      carried = false
      const elapsed = at - segmentStart
      const ends = rule.ends({ key, seconds: at, elapsed, frame: frameTicks / second })
      const full = source!.segmentBytes > segmentBytes
      if (elapsed > 0 && (ends || full || (broken && key))) {
        startSegment(endSegment(at), key, broken && key)
        if (key) broken = false
      } else if (
        (time + frameTicks - perMs) / second - source!.partStart > lengths.part ||
        source!.partBytes > partBytes
      )
        source!.cutPart(at)
      pending = { time, duration: 0, offset: offset * perMs, key, data }
    },

    audio({ ms, data }) {
      const { timescale } = layout!.audio!
      // Sound from before the beginning has no picture, and its time may be none.
      if (nextSound === null && ms < segmentStart * 1000 - soundBefore) return
      heardAt = Math.max(ms / 1000, pending ? pending.time / second : segmentStart)
      const time = Math.round((ms * timescale) / 1000)
      nextSound ??= time
      const drift = time - nextSound
      if (drift < -driftSeconds * timescale) {
        meter.disturbed('frame')
        // It was on its way: next time there is more patience with it.
        if (drift < -0.5 * timescale) patience = Math.min(longestAway, 2 * patience)
        return
      }
      if (drift > driftSeconds * timescale) {
        meter.disturbed('frame')
        fillSilence(time)
        lengthenTo(time)
      }
      writeSound(data)
    },

    end() {
      finish(pending ? (pending.time + frameTicks) / perMs : segmentStart * 1000)
    },
  }
}
