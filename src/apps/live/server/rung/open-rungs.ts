import type { Log } from '#platform/observability/log.ts'
import type { Platform } from '#platform/platform.ts'
import type { Layout } from '../packager/init-segment.ts'
import type { PackagedListener, Track } from '../packager/packaged.ts'
import { readFragment } from '../packager/read-fragment.ts'
import { type Encoder, startEncoder } from './encoder.ts'
import { openRecutter, type Recutter } from './recutter.ts'
import { smallSize } from './small-size.ts'

/** Makes the small picture of one push beside its source, of the parts that the packager tells. */
export type Rung = PackagedListener & {
  /** Why there is none although there should be, in words for the operator; null while all is well. */
  trouble(): string | null
}

/** `to` hears of the rendition `360`: its track, its parts and segments, and when it is gone. */
export type Rungs = { open(to: PackagedListener, log: Pick<Log, 'warn'>): Rung }

const bitrate = 700_000
/** Seconds of media; an encoder that is further behind does not keep up. */
const furthest = 6
/** Milliseconds before the next try, after one end and after two; with one more within `memory` there is no other. */
const pauses = [1000, 15_000] as const
const memory = 5 * 60_000

type Run = { encoder: Encoder; recutter: Recutter }

export function openRungs({ media, clock, metrics }: Pick<Platform, 'media' | 'clock' | 'metrics'>): Rungs {
  const ends = metrics.counter(
    'longhouse_live_small_pictures_total',
    'Encoders of small pictures of live events that were begun, by what became of them',
    ['end'],
  )

  return {
    open(to, log) {
      let track: Track | null = null
      let run: Run | null = null
      let size: { width: number; height: number } | null = null
      let deaths: number[] = []
      let told = false
      let over = false
      /** The next frame is the first of a segment. */
      let opens = false
      let trouble: string | null = null
      /** Null until it is known whether this machine can do it. */
      let able: boolean | null = null

      const leave = () => {
        run?.encoder.stop()
        run = null
        if (told) to.dropped?.('360')
        told = false
      }

      const die = (end: 'failed' | 'behind', error: Error | null) => {
        leave()
        ends.inc({ end })
        const now = clock.now()
        deaths = [...deaths.filter((at) => now - at < memory), now]
        const last = deaths.length > pauses.length
        trouble = last ? wordsFor[end] : null
        log.warn({ end, err: error, last }, 'the small picture of a push ended')
      }

      /** Begins with the keyframe of a segment. */
      const begin = (layout: Layout) => {
        const { video } = layout
        if (!video || !size) return
        // What an encoder that is gone has left behind is told to nobody.
        const mine = () => run?.recutter === recutter
        const recutter = openRecutter({
          listener: {
            track(made) {
              if (!mine()) return
              told = true
              to.track(made)
            },
            part: (part) => void (mine() && to.part(part)),
            segment: (segment) => void (mine() && to.segment(segment)),
          },
          audio: layout.audio,
          framesPerSecond: track?.picture?.framesPerSecond ?? null,
        })
        const { width, height } = video.sps
        const plan = { source: { width, height }, size, bitrate }
        const encoder = startEncoder({ media, plan, record: video.record, recutter })
        run = { encoder, recutter }
        void encoder.ended.then((error) => {
          if (mine()) die('failed', error)
        })
      }

      const mayBegin = () => {
        const at = deaths.at(-1)
        if (at === undefined) return true
        const pause = pauses[deaths.filter((one) => at - one < memory).length - 1]
        return pause !== undefined && clock.now() - at >= pause
      }

      void media.sandbox().then(
        ({ ffmpeg, strong }) => {
          able = ffmpeg !== null && strong
          if (!able) trouble = ffmpeg === null ? wordsFor.missing : wordsFor.weak
          if (!able) log.warn({ trouble }, 'there is no small picture of a push')
        },
        () => (able = false),
      )

      return {
        track(next) {
          if (next.rendition !== 'source') return
          if (run) ends.inc({ end: 'done' })
          leave()
          track = next
          opens = true
          size = next.layout.video && smallSize(next.layout.video.sps)
        },
        picture(frame) {
          if (over || !able || !track || !size) return
          if (!run && opens && frame.key && mayBegin()) begin(track.layout)
          opens = false
          if (!run) return
          run.recutter.picture(frame)
          run.encoder.feed(frame)
          if (run.encoder.behind() > furthest) die('behind', null)
        },
        part(part) {
          if (part.rendition !== 'source') return
          opens = false
          run?.recutter.plan(part, readFragment(part.bytes))
        },
        segment(segment) {
          if (segment.rendition !== 'source') return
          opens = true
          run?.recutter.close(segment)
        },
        end() {
          over = true
          if (run) ends.inc({ end: 'done' })
          run?.encoder.stop()
          run = null
        },
        trouble: () => trouble,
      }
    },
  }
}

const off = 'Viewers get the picture as it comes, and no small one'
const wordsFor = {
  failed: `${off}: making it failed three times. It is tried again when the encoder connects again.`,
  behind: `${off}: this machine is too busy to make it. It is tried again when the encoder connects again.`,
  missing: `${off}: this machine has no ffmpeg. Whoever runs it must install it.`,
  weak: `${off}: this machine cannot lock ffmpeg up (longhouse doctor says why). Whoever runs it must allow that.`,
} as const
