import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/observability/log.ts'
import { PushRefused, type Sink } from '../push.ts'
import { type AacConfig, readAacConfig } from './aac-config.ts'
import { type AvcConfig, readAvcConfig } from './avc-config.ts'
import { readAudioTag } from './flv-audio.ts'
import { readVideoTag } from './flv-video.ts'
import { openLineUp } from './line-up.ts'
import { openMuxer } from './muxer.ts'
import { readUnits } from './nal-units.ts'
import type { PackagedListener, Signal } from './packaged.ts'
import { openSignalMeter } from './signal-meter.ts'
import { openTimeline } from './timeline.ts'

/** Makes CMAF of one push. The calls of a `Sink` throw `PushRefused` for what browsers cannot show; everything else that is wrong is mended or left out. */
export type Packager = Sink & { signal(): Signal }

/**
 * `firstSequence`: the media sequence number of the push's first segment. `targetSeconds`: of the event's earlier segments (`Segment.targetSeconds`),
 * null when there are none: it is then chosen from the first keyframes. Listeners are called in order, within the calls of the sink.
 */
export function openPackager(options: {
  listeners: readonly PackagedListener[]
  clock: Clock
  firstSequence: number
  targetSeconds: number | null
  log: Pick<Log, 'info' | 'debug'>
}): Packager {
  const { clock, log } = options
  const meter = openSignalMeter(clock)
  const listener = tellAll(options.listeners)
  const muxer = openMuxer({ ...options, listener, meter })
  const lineUp = openLineUp({ clock, muxer, meter })
  const timeline = openTimeline(clock)
  let video: AvcConfig | null = null
  let audio: AacConfig | null = null
  let ended = false

  const place = (track: 'video' | 'audio', timestamp: number) => {
    const { ms, broke } = timeline.place(track, timestamp)
    if (broke) {
      log.debug({ track }, "the encoder's clock jumped")
      meter.disturbed('time')
      muxer.broke()
    }
    return ms
  }

  return {
    meta: () => undefined,

    video(timestamp, body) {
      if (ended) return
      const tag = readVideoTag(body)
      if (tag.kind === 'config' && !video?.record.equals(tag.record)) {
        const config = readAvcConfig(tag.record)
        if (!config) meter.disturbed('frame')
        else {
          checkPicture(config)
          video = config
          log.info(
            { codec: config.codec, width: config.sps.width, height: config.sps.height },
            'a push has a picture',
          )
          lineUp.video(config)
        }
      }
      if (tag.kind !== 'frame') return
      const units = video && readUnits(tag.data, video.lengthSize, tag.key)
      if (!units) {
        meter.disturbed('frame')
        return
      }
      const ms = place('video', timestamp)
      meter.picture(body.length)
      if (units.key) meter.keyframe(ms)
      lineUp.picture({ ms, offset: offsetOf(tag.offset), key: units.key, data: tag.data })
    },

    audio(timestamp, body) {
      if (ended) return
      const tag = readAudioTag(body)
      if (tag.kind === 'config' && !audio?.record.equals(tag.record)) {
        const config = readAacConfig(tag.record)
        if (config === 'other') throw notLc()
        if (!config) meter.disturbed('frame')
        else {
          audio = config
          log.info(
            { codec: config.codec, rate: config.sampleRate, channels: config.channels },
            'a push has sound',
          )
          lineUp.audio(config)
        }
      }
      if (tag.kind !== 'frame' || !audio) return
      meter.sound(body.length)
      lineUp.sound({ ms: place('audio', timestamp), data: tag.data })
    },

    end() {
      if (ended) return
      ended = true
      muxer.end()
      listener.end()
    },

    signal: () => meter.read(),
  }
}

const tellAll = (listeners: readonly PackagedListener[]): PackagedListener => ({
  track: (track) => listeners.forEach((one) => one.track(track)),
  part: (part) => listeners.forEach((one) => one.part(part)),
  segment: (segment) => listeners.forEach((one) => one.segment(segment)),
  picture: (frame) => listeners.forEach((one) => one.picture?.(frame)),
  end: () => listeners.forEach((one) => one.end()),
})

/** Milliseconds from decoding to showing; nonsense shows at once. */
const offsetOf = (offset: number) => (offset >= -1000 && offset <= 5000 ? offset : 0)

function checkPicture({ sps }: AvcConfig): void {
  if (sps.chroma === 1 && sps.bitDepth === 8) return
  const seen =
    sps.bitDepth > 8
      ? `${sps.bitDepth} bits for each colour`
      : 'more colour than browsers can show (4:2:2, 4:4:4 or grey)'
  throw new PushRefused(
    'picture-format-not-supported',
    `The picture comes with ${seen}. In OBS choose Settings, Advanced, Color Format NV12, and the encoder profile high. Then start again.`,
  )
}

const notLc = () =>
  new PushRefused(
    'audio-codec-not-supported',
    'The sound comes as a kind of AAC that browsers do not play. Choose AAC (LC) or HE-AAC: in OBS under Settings, Output, Audio Encoder. Then start again.',
  )
