import type { AacConfig } from '../packager/aac-config.ts'
import type { AvcConfig } from '../packager/avc-config.ts'
import { type AudioSample, fragment, type VideoSample } from '../packager/fragment.ts'
import { codecsOf, initSegment } from '../packager/init-segment.ts'
import type { PackagedListener, Part, Segment } from '../packager/packaged.ts'

/** A frame that the encoder made: when it is shown, in ticks. */
export type SmallFrame = { shown: number; key: boolean; data: Buffer }

/**
 * Cuts encoded frames into the parts and segments that the source has: the same numbers, times and sound. What the source did is told
 * first; frames come back later, in the order in which they are shown.
 */
export type Recutter = {
  /** A frame of the source, before it is encoded. */
  picture(frame: VideoSample): void
  plan(part: Part, samples: { video: readonly VideoSample[]; audio: readonly AudioSample[] }): void
  /** The segment of the last planned part is whole. */
  close(segment: Segment): void
  /** What a decoder needs; before the first frame. */
  config(video: AvcConfig): void
  frame(frame: SmallFrame): void
}

type Planned = {
  part: Part
  audio: readonly AudioSample[]
  pictures: number
  /** Ticks: where it ends, in times of decoding. */
  until: number
  /** Ticks from decoding to showing, of its segment. */
  delay: number
  /** Ticks: when the first frame behind it is shown. */
  end: number
  closes: Segment | null
}

export function openRecutter({
  listener,
  audio,
  framesPerSecond,
}: {
  listener: Pick<PackagedListener, 'track' | 'part' | 'segment'>
  audio: AacConfig | null
  framesPerSecond: number | null
}): Recutter {
  const planned: Planned[] = []
  let latest: Planned | null = null
  /** The first frame behind the latest part is known. */
  let hasNext = false
  let frames: SmallFrame[] = []
  let parts: Part[] = []
  let number = 0
  let last = -Infinity

  const write = ({ part, audio: sound, until, delay, closes }: Planned, shown: readonly SmallFrame[]) => {
    const video = samplesOf(shown, { after: last, until, delay })
    last = video.at(-1)?.time ?? last
    if (video.length + sound.length > 0) {
      const { sequence, durationSeconds, startedAt, discontinuity } = part
      const made: Part = {
        rendition: '360',
        sequence,
        index: parts.length,
        durationSeconds,
        independent: video[0]?.key === true,
        startedAt,
        discontinuity,
        bytes: fragment((number += 1), video, sound),
      }
      parts.push(made)
      listener.part(made)
    }
    if (closes === null) return
    if (parts.length > 0) listener.segment({ ...closes, rendition: '360', parts })
    parts = []
  }

  const cut = () => {
    for (;;) {
      const [first] = planned
      if (!first) return
      const beyond = frames.findIndex(({ shown }) => shown >= first.end)
      if (beyond === -1 && first.pictures > 0) return
      const own = beyond === -1 ? [] : frames.slice(0, beyond)
      frames = frames.slice(own.length)
      planned.shift()
      write(first, own)
    }
  }

  return {
    plan(part, { video, audio: sound }) {
      const before = latest
      const [begin, end] = [video[0], video.at(-1)]
      const from = begin?.time ?? before?.until ?? 0
      const until = end ? end.time + end.duration : from
      const delay = part.index > 0 && before ? before.delay : (begin?.offset ?? 0)
      latest = { part, audio: sound, pictures: video.length, until, delay, end: until + delay, closes: null }
      hasNext = false
      planned.push(latest)
      // Its segment may be whole with it: that is told in the same turn.
      queueMicrotask(cut)
    },
    close(segment) {
      if (latest?.part.sequence === segment.sequence) latest.closes = segment
    },
    picture({ time, offset }) {
      if (latest === null || latest.closes === null || hasNext) return
      latest.end = time + offset
      hasNext = true
    },
    config(video) {
      const { width, height } = video.sps
      listener.track({
        rendition: '360',
        layout: { video, audio },
        init: initSegment({ video, audio }),
        codecs: codecsOf({ video, audio }),
        picture: { width, height, framesPerSecond },
        sound: audio && { sampleRate: audio.sampleRate, channels: audio.channels },
      })
    },
    frame(frame) {
      frames.push(frame)
      cut()
    },
  }
}

/** Decoded as much earlier as those of the source, so that both players and joints find the same times; each lasts until the next. */
function samplesOf(
  frames: readonly SmallFrame[],
  { after, until, delay }: { after: number; until: number; delay: number },
): VideoSample[] {
  let time = after
  const times = frames.map(({ shown }) => (time = Math.max(time + 1, shown - delay)))
  return frames.map(({ shown, key, data }, i) => ({
    time: times[i]!,
    duration: Math.max(1, (times[i + 1] ?? until) - times[i]!),
    offset: shown - times[i]!,
    key,
    data,
  }))
}
