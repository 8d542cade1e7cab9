import { type AudioSample, fragment, type VideoSample } from './fragment.ts'
import type { PackagedListener, Part, RenditionId } from './packaged.ts'

/** Collects frames of one rendition and hands them on as parts and segments. */
export type RenditionWriter = {
  video(sample: VideoSample): void
  audio(sample: AudioSample): void
  /** Puts what was collected and begins before `edge` (seconds of media) into a part that lasts until then. Nothing when there is nothing. */
  cutPart(edge: number): void
  /** Whether a segment that ended there would have anything in it; where it has not, it begins there. */
  holds(edge: number, all: boolean): boolean
  /** The same, and the segment is whole. With `all` it has what begins later, too. */
  endSegment(edge: number, targetSeconds: number, all?: boolean): void
  /** What is collected from here on belongs to a segment that began like this. */
  startSegment(began: { startedAt: number; discontinuity: boolean }): void
  /** The last sample of sound that is still here: a gap behind it makes it longer. */
  lastSound(): AudioSample | undefined
  /** Where the segment and the part at work begin, seconds of media. */
  readonly segmentStart: number
  readonly partStart: number
  readonly partBytes: number
  readonly segmentBytes: number
}

/**
 * Numbers go on from `first.sequence`; `edge` is where the first part begins. `pictured`: only parts that begin with a keyframe are independent.
 * `timescale`: of the sound.
 */
export function openRenditionWriter(
  rendition: RenditionId,
  listener: Pick<PackagedListener, 'part' | 'segment'>,
  first: { sequence: number; edge: number; pictured: boolean; timescale: number },
): RenditionWriter {
  let { sequence, edge: partStart } = first
  let segmentStart = partStart
  let began = { startedAt: 0, discontinuity: false }
  let [video, audio, parts]: [VideoSample[], AudioSample[], Part[]] = [[], [], []]
  let [partBytes, segmentBytes, fragments] = [0, 0, 0]

  const isAhead = ({ time }: AudioSample, edge: number) => time >= edge * first.timescale - 1

  const cutPart = (edge: number, all = false) => {
    // Sound that is ahead waits for its part.
    const ahead = all ? -1 : audio.findIndex((sample) => isAhead(sample, edge))
    const own = ahead === -1 ? audio : audio.slice(0, ahead)
    if (video.length + own.length === 0) return
    const part: Part = {
      rendition,
      sequence,
      index: parts.length,
      durationSeconds: Math.max(0.001, edge - partStart),
      independent: first.pictured ? video[0]?.key === true : true,
      ...began,
      bytes: fragment((fragments += 1), video, own),
    }
    audio = audio.slice(own.length)
    video = []
    partBytes = audio.reduce((sum, { data }) => sum + data.length, 0)
    partStart = Math.max(edge, partStart)
    segmentBytes += part.bytes.length
    parts.push(part)
    listener.part(part)
  }

  return {
    video(sample) {
      video.push(sample)
      partBytes += sample.data.length
    },
    audio(sample) {
      audio.push(sample)
      partBytes += sample.data.length
    },
    cutPart,
    holds(edge, all) {
      if (parts.length > 0 || video.length > 0) return true
      if (audio[0] && (all || !isAhead(audio[0], edge))) return true
      partStart = segmentStart = Math.max(edge, partStart)
      return false
    },
    endSegment(edge, targetSeconds, all) {
      cutPart(edge, all)
      if (parts.length > 0) {
        const durationSeconds = Math.max(0.001, edge - segmentStart)
        listener.segment({ rendition, sequence, durationSeconds, ...began, targetSeconds, parts })
      }
      ;[parts, segmentBytes] = [[], 0]
      partStart = segmentStart = Math.max(edge, partStart)
      sequence += 1
    },
    startSegment: (next) => void (began = next),
    lastSound: () => audio.at(-1),
    get segmentStart() {
      return segmentStart
    },
    get partStart() {
      return partStart
    },
    get partBytes() {
      return partBytes
    },
    get segmentBytes() {
      return segmentBytes + partBytes
    },
  }
}
