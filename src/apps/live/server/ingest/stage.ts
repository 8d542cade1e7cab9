import type { Recorder } from '../recording/recorder.ts'
import { epochName } from '../recording/past-segments.ts'
import type { OriginChannel } from '../origin/origin.ts'
import type { PackagedListener } from '../packager/packaged.ts'
import type { RunningPush } from './running-push.ts'

/** An event, or a private test, as this process plays it: where viewers get it, where it is recorded, and the push that feeds it now. */
export type Stage = {
  channelId: string
  spaceId: string
  publicId: string
  /** Null for a private test. */
  eventId: string | null
  /** Of the last push. */
  epoch: number
  origin: OriginChannel
  recorder: Recorder | null
  push: RunningPush | null
  /** Since when no picture comes, milliseconds; null while one does. */
  silentSince: number | null
  /** The most viewers at one time, as told so far. */
  peak: number
  /** The operator was told of it. */
  alarmed: boolean
  /** When the event was over, milliseconds: players may come to its end until it is closed. */
  overAt: number | null
}

/** Who is told what a push of this epoch makes, on this stage. */
export function listenersOf(
  stage: Stage,
  epoch: number,
  more: readonly PackagedListener[],
): PackagedListener[] {
  return [
    stage.origin.push(epochName(epoch)),
    ...(stage.recorder ? [stage.recorder.push(epoch)] : []),
    ...more,
  ]
}
