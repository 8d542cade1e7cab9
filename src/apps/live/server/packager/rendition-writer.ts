import { type AudioSample, fragment, type VideoSample } from './fragment.ts'
import type { PackagedListener, Part, RenditionId } from './packaged.ts'

/** Collects frames of one rendition and hands them on as parts and segments. */
export type RenditionWriter = {
  video(sample: VideoSample): void
  audio(sample: AudioSample): void
  /** Puts everything collected into a part that lasts until `edge` (seconds of media). Nothing when nothing was collected. */
  cutPart(edge: number): void
  /** The same, and the segment is whole. */
  endSegment(edge: number, targetSeconds: number): void
  /** What is collected from here on belongs to a segment that began like this. */
  startSegment(began: { startedAt: number; discontinuity: boolean }): void
  /** The last sample of sound that is still here: a gap behind it makes it longer. */
  lastSound(): AudioSample | undefined
  /** Where the part at work begins, seconds of media. */
  readonly partStart: number
  readonly partBytes: number
  readonly segmentBytes: number
}

/** Numbers go on from `next.sequence`; `edge` is where the first part begins. `pictured`: only parts that begin with a keyframe are independent. */
export function openRenditionWriter(
  rendition: RenditionId,
  listener: Pick<PackagedListener, 'part' | 'segment'>,
  first: { sequence: number; edge: number; pictured: boolean },
): RenditionWriter {
  let { sequence, edge: partStart } = first
  let segmentStart = partStart
  let began = { startedAt: 0, discontinuity: false }
  let [video, audio, parts]: [VideoSample[], AudioSample[], Part[]] = [[], [], []]
  let [partBytes, segmentBytes, fragments] = [0, 0, 0]

  const cutPart = (edge: number) => {
    if (video.length + audio.length === 0) return
    const part: Part = {
      rendition,
      sequence,
      index: parts.length,
      durationSeconds: Math.max(0.001, edge - partStart),
      independent: first.pictured ? video[0]?.key === true : true,
      ...began,
      bytes: fragment((fragments += 1), video, audio),
    }
    ;[video, audio, partBytes] = [[], [], 0]
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
    endSegment(edge, targetSeconds) {
      cutPart(edge)
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
