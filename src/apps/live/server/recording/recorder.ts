import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '#platform/db/db.ts'
import type { Metrics } from '#platform/observability/metrics.ts'
import type { Platform } from '#platform/platform.ts'
import { giveBack } from '#platform/storage/chunk-memory.ts'
import type { LiveEventRow, LiveTables } from '../live-tables.ts'
import type { PackagedListener, Segment } from '../packager/packaged.ts'
import { initFile, recordingFolder, segmentFile } from './recording-keys.ts'
import { insertSegment } from './segment-store.ts'

/** Bytes of segments that wait for the store, two minutes of a stream of 6 Mb/s; what comes then is not recorded. */
const mostWaiting = 96 * 2 ** 20
/** Seconds for which a segment is tried again while the store does not take it, and between two tries. */
const [patience, again] = [120, 2]

/** Writes the source of an event to storage, segment by segment, beside the stream and never in its way. */
export type Recorder = {
  /** A push begins: what it is told is recorded under this epoch. */
  push(epoch: number): PackagedListener
  /** Why the last segment could not be kept, in words for the operator; null while all is well. */
  problem(): string | null
  /** Segments that are not written yet. */
  unwritten(): number
  /** Resolves when everything that has come is written or given up; with `hurry` nothing is tried again. */
  settled(options?: { hurry: boolean }): Promise<void>
}

type Needs = Pick<Platform, 'storage' | 'log' | 'clock'> & {
  db: Db<LiveTables>
  measures: RecorderMeasures
  /** Recording stopped, or goes on again (null). */
  troubled: (problem: string | null) => void
}
export type RecorderMeasures = ReturnType<typeof recorderMeasures>

export const recorderMeasures = (metrics: Metrics) => ({
  kept: metrics.counter(
    'longhouse_live_segments_recorded_total',
    'Segments of live events written to storage',
  ),
  lost: metrics.counter(
    'longhouse_live_segments_lost_total',
    'Segments of live events that could not be written to storage',
  ),
})

/**
 * In order, one at a time. While the store is away or full, segments wait for it in memory; only what waits for longer than two minutes, or has
 * no room to wait, is lost, and nothing else with it.
 */
export function openRecorder(
  event: LiveEventRow,
  { storage, log, clock, db, measures, troubled }: Needs,
): Recorder {
  const folder = recordingFolder(event)
  let queue: Promise<void> = Promise.resolve()
  let unwritten = 0
  let waiting = 0
  const hurry = new AbortController()
  let problem: string | null = null

  const tell = (now: string | null) => {
    if (now === problem) return
    problem = now
    const words = now === null ? 'the recording of an event goes on' : 'an event is not being recorded'
    log[now === null ? 'info' : 'error'](
      { eventId: event.id, channelId: event.channel_id, problem: now },
      words,
    )
    troubled(now)
  }
  const lose = (reason: string) => {
    measures.lost.inc()
    tell(reason)
  }

  return {
    push(epoch) {
      const inits: { bytes: Buffer; stored: boolean }[] = []
      return {
        track(track) {
          if (track.rendition === 'source') inits.push({ bytes: track.init, stored: false })
        },
        part: () => undefined,
        segment(segment) {
          if (segment.rendition !== 'source' || inits.length === 0) return
          const bytes = segment.parts.reduce((sum, part) => sum + part.bytes.length, 0)
          if (waiting + bytes > mostWaiting) {
            lose('The store is too slow: it does not keep up with the stream.')
            return
          }
          waiting += bytes
          unwritten += 1
          const number = inits.length - 1
          const end = clock.now() + patience * 1000
          const work = () => write(epoch, number, inits[number]!, segment)
          queue = queue
            .then(() => keep(work, end))
            .finally(() => {
              waiting -= bytes
              unwritten -= 1
            })
        },
        end: () => undefined,
      }
    },
    problem: () => problem,
    unwritten: () => unwritten,
    settled(options) {
      if (options?.hurry) hurry.abort()
      return queue
    },
  }

  /** Tries until `end` (milliseconds), once at least. Never throws. */
  async function keep(work: () => Promise<void>, end: number): Promise<void> {
    for (;;)
      try {
        await work()
        measures.kept.inc()
        tell(null)
        return
      } catch (error) {
        log.warn({ err: error, eventId: event.id }, 'a segment could not be recorded')
        if (hurry.signal.aborted || clock.now() >= end) {
          lose(wordsFor(error))
          return
        }
        tell(wordsFor(error))
        await pause(again * 1000, undefined, { signal: hurry.signal }).catch(() => undefined)
      }
  }

  async function write(
    epoch: number,
    number: number,
    init: { bytes: Buffer; stored: boolean },
    segment: Segment,
  ): Promise<void> {
    const initKey = `${folder}/${initFile(epoch, number)}`
    const key = `${folder}/${segmentFile(epoch, segment.sequence)}`
    if (!init.stored) await storage.put(initKey, init.bytes)
    init.stored = true
    const bytes = Buffer.concat(segment.parts.map((part) => part.bytes))
    const { size } = await storage.put(key, bytes)
    giveBack(bytes)
    await db.transact((tx) =>
      insertSegment(tx, {
        event_id: event.id,
        space_id: event.space_id,
        rendition: 'source',
        sequence: segment.sequence,
        epoch,
        duration_seconds: segment.durationSeconds,
        started_at: new Date(segment.startedAt || clock.now()).toISOString(),
        bytes: size,
        key,
        init_key: initKey,
        discontinuity: segment.discontinuity ? 1 : 0,
      }),
    )
  }
}

function wordsFor(error: unknown): string {
  const code = (error as { code?: string }).code
  if (code === 'disk-full') return 'There is no room left where recordings are kept.'
  return 'The place where recordings are kept does not answer.'
}
