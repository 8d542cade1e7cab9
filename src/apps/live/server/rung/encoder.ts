import type { Writable } from 'node:stream'
import type { Media, NarrowPlan } from '#platform/media/media.ts'
import { readAvcConfig } from '../packager/avc-config.ts'
import { readVideoTag } from '../packager/flv-video.ts'
import type { VideoSample } from '../packager/fragment.ts'
import { videoTimescale } from '../packager/init-segment.ts'
import { configTag, flvHeader, frameTag, openFlvReader } from './flv-stream.ts'
import type { Recutter } from './recutter.ts'

/** One run of the program that makes the small picture. It never makes the source wait: who feeds it looks at `behind`. */
export type Encoder = {
  feed(frame: VideoSample): void
  /** Seconds of media that went in and have not come out; Infinity when it does not even take them. */
  behind(): number
  stop(): void
  /** Resolves with why it ended; null when it was stopped from here. */
  ended: Promise<Error | null>
}

const ticksPerMs = videoTimescale / 1000
/** The encoder's clock begins here, so that nothing is before its zero. */
const firstMs = 1000
/** Bytes that may wait for it. */
const mostWaiting = 32 * 2 ** 20

export function startEncoder({
  media,
  plan,
  record,
  recutter,
}: {
  media: Pick<Media, 'narrow'>
  plan: NarrowPlan
  /** AVCDecoderConfigurationRecord of the source. */
  record: Buffer
  recutter: Recutter
}): Encoder {
  const stopping = new AbortController()
  const { signal } = stopping
  const waiting: Buffer[] = [flvHeader, configTag(record)]
  let stdin: Writable | null = null
  let base: number | null = null
  let [fed, came] = [0, 0]
  let fault: Error | null = null

  const take = (ms: number, body: Buffer) => {
    const tag = readVideoTag(body)
    if (tag.kind === 'config') {
      const config = readAvcConfig(tag.record)
      if (config) recutter.config(config)
    } else if (tag.kind === 'frame' && base !== null) {
      const { key, data, offset } = tag
      const shown = base + (ms + offset - firstMs) * ticksPerMs
      came = Math.max(came, shown)
      recutter.frame({ shown, key, data: Buffer.from(data) })
    }
  }
  const read = openFlvReader(take)

  const ended = media
    .narrow(plan, {
      signal,
      feed(opened) {
        stdin = opened
        for (const bytes of waiting.splice(0)) stdin.write(bytes)
      },
      bytes(chunk) {
        if (signal.aborted) return
        try {
          read(chunk)
        } catch (error) {
          fault = error as Error
          stopping.abort()
        }
      },
    })
    .then(
      () => new Error('it ended by itself'),
      (error: unknown) => fault ?? (signal.aborted ? null : (error as Error)),
    )

  return {
    feed({ time, offset, key, data }) {
      if (base === null) came = base = time
      fed = Math.max(fed, time + offset)
      const ms = Math.round((time - base) / ticksPerMs) + firstMs
      const bytes = frameTag({ ms, offset: Math.round(offset / ticksPerMs), key, data })
      if (stdin) stdin.write(bytes)
      else waiting.push(bytes)
    },
    behind: () =>
      (stdin?.writableLength ?? 0) > mostWaiting ? Infinity : Math.max(0, fed - came) / videoTimescale,
    stop: () => stopping.abort(),
    ended,
  }
}
