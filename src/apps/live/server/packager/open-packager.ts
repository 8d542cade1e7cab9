import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/observability/log.ts'
import { PushRefused, type Sink } from '../push.ts'
import { type AacConfig, readAacConfig } from './aac-config.ts'
import { type AvcConfig, avcConfigOf, readAvcConfig } from './avc-config.ts'
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
  /** What the encoder said of the picture last: before it, and in it. */
  let [header, inFrame]: [Buffer | null, Buffer | null] = [null, null]
  /** The last keyframe, and how many were said to be one since; milliseconds. */
  let [keyAt, openUntil, partial]: [number, number | null, number] = [0, null, 0]
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

  const takePicture = (config: AvcConfig) => {
    checkPicture(config)
    video = config
    const { width, height } = config.sps
    log.info({ codec: config.codec, width, height }, 'a push has a picture')
    lineUp.video(config)
  }

  /** Some encoders tell of a new size only here, and some tell nothing anywhere else. */
  const settingsInFrame = (sps: Buffer, pps: Buffer) => {
    if (inFrame?.equals(sps)) return
    inFrame = Buffer.from(sps)
    const config = avcConfigOf(sps, pps, video?.lengthSize ?? usualLength)
    if (config && !(video && looksSame(config, video))) takePicture(config)
  }

  const judgeKeyframe = (frame: { key: boolean; idr: boolean; said: boolean; ms: number; shown: number }) => {
    const { key, idr, said, ms, shown } = frame
    if (key) {
      meter.keyframe(ms)
      ;[keyAt, openUntil, partial] = [ms, idr ? null : shown, 0]
    } else if (said) {
      partial += 1
      meter.strange('partial')
      if (partial > 1 && ms - keyAt > longestRefresh) throw neverWhole()
    } else if (openUntil !== null && shown < openUntil) meter.strange('open')
  }

  return {
    meta: () => undefined,

    video(timestamp, body) {
      if (ended) return
      const tag = readVideoTag(body)
      if (tag.kind === 'config' && !header?.equals(tag.record)) {
        header = Buffer.from(tag.record)
        const config = readAvcConfig(tag.record)
        if (config) takePicture(config)
        else meter.disturbed('frame')
      }
      if (tag.kind !== 'frame') return
      const units = readUnits(tag.data, video?.lengthSize ?? usualLength, tag.key)
      if (units?.sps && units.pps) settingsInFrame(units.sps, units.pps)
      if (!units || !video) {
        meter.disturbed('frame')
        meter.strange('unread')
        return
      }
      const { key, idr, data } = units
      const ms = place('video', timestamp)
      meter.picture(body.length)
      const offset = offsetOf(tag.offset)
      judgeKeyframe({ key, idr, said: tag.key, ms, shown: ms + offset })
      lineUp.picture({ ms, offset, key, data })
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

/** Bytes before each NAL unit, where nothing says how many. */
const usualLength = 4

/** Milliseconds that an encoder may go on calling keyframes what is none. */
const longestRefresh = 11_000

const looksSame = ({ sps: one }: AvcConfig, { sps: other }: AvcConfig) =>
  one.width === other.width &&
  one.height === other.height &&
  one.chroma === other.chroma &&
  one.bitDepth === other.bitDepth

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

const neverWhole = () =>
  new PushRefused(
    'keyframes-partial',
    'The picture is renewed bit by bit and never whole, so nobody who comes later can begin with it. Switch Intra Refresh off in the encoder, and set a keyframe every 2 s. Then start again.',
  )

const notLc = () =>
  new PushRefused(
    'audio-codec-not-supported',
    'The sound comes as a kind of AAC that browsers do not play. Choose AAC (LC) or HE-AAC: in OBS under Settings, Output, Audio Encoder. Then start again.',
  )
