import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/observability/log.ts'
import { openPackager } from '../packager/open-packager.ts'
import type { PackagedListener, Signal } from '../packager/packaged.ts'
import { type EndReason, type Push, PushRefused } from '../push.ts'
import { openSoundSample, type SoundSample } from '../signal/sound-sample.ts'
import type { Rung, Rungs } from '../rung/open-rungs.ts'
import { openRelay, type Relay } from './relay.ts'
import { type StopCause, stopFor } from './stop-causes.ts'

/** One connection of an encoder, while it lasts. */
export type RunningPush = {
  id: string
  epoch: number
  encoder: string | null
  /** Milliseconds. */
  connectedAt: number
  /** What its receiver gets. */
  push: Push
  relay: Relay
  sound: SoundSample
  /** Null where none is wanted. */
  rung: Rung | null
  /** One past the last sequence number that viewers may have been told. */
  nextSequence(): number
  signal(): Signal
  /** Ends it from this side: the receiver tells the encoder why. */
  stop(cause: StopCause): void
  /** Resolves when what its end decides is written. */
  finished: Promise<void>
}

export function openRunningPush(of: {
  id: string
  epoch: number
  encoder: string | null
  firstSequence: number
  targetSeconds: number | null
  listeners: readonly PackagedListener[]
  /** Makes a small picture beside it; null where none is wanted. */
  rungs: Rungs | null
  clock: Clock
  log: Log
  /** The packager does not take what comes. */
  refused: (refusal: PushRefused) => void
  /** The last listener has heard the last of it. Resolves when what that decides is written. */
  ended: (push: RunningPush, reason: EndReason) => Promise<void>
}): RunningPush {
  const { clock, log } = of
  const stopping = new AbortController()
  const finished = Promise.withResolvers<void>()
  const relay = openRelay(of.listeners)
  const sound = openSoundSample()
  const rung = of.rungs?.open(relay, log) ?? null
  const packager = openPackager({
    listeners: [relay, sound, ...(rung ? [rung] : [])],
    clock,
    firstSequence: of.firstSequence,
    targetSeconds: of.targetSeconds,
    log,
  })
  const taking = (take: () => void) => {
    try {
      take()
    } catch (error) {
      if (error instanceof PushRefused) of.refused(error)
      throw error
    }
  }
  let over = false

  const running: RunningPush = {
    id: of.id,
    epoch: of.epoch,
    encoder: of.encoder,
    connectedAt: clock.now(),
    relay,
    sound,
    rung,
    nextSequence: () => relay.nextSequence() ?? of.firstSequence,
    signal: () => packager.signal(),
    finished: finished.promise,
    stop(cause) {
      if (!stopping.signal.aborted) stopping.abort(stopFor(cause))
    },
    push: {
      stop: stopping.signal,
      sink: {
        meta: (values) => packager.meta(values),
        video: (timestamp, body) => taking(() => packager.video(timestamp, body)),
        audio: (timestamp, body) => taking(() => packager.audio(timestamp, body)),
        end(reason) {
          if (over) return
          over = true
          try {
            packager.end(reason)
          } finally {
            void of.ended(running, reason).then(finished.resolve)
          }
        },
      },
    },
  }
  return running
}
