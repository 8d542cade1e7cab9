import type { Platform } from '#platform/platform.ts'
import type { RunningPush } from '../ingest/running-push.ts'
import type { Stages } from '../ingest/stages.ts'

/** Seconds between two values, and how many are kept: two minutes. */
const [every, most] = [2, 60]

/** Remembers the bitrate of each push of this process, and tells Prometheus what comes in. Labels are few: channels are added up, the worst counts. */
export function openBitrates({ metrics, stages }: Pick<Platform, 'metrics'> & { stages: Stages }) {
  const histories = new WeakMap<RunningPush, number[]>()
  const bits = metrics.gauge('longhouse_live_ingest_bits_per_second', 'Bits a second of all pushes')
  const frames = metrics.gauge(
    'longhouse_live_ingest_frames_per_second',
    'The fewest pictures a second of any push',
  )
  const keyframes = metrics.gauge(
    'longhouse_live_ingest_keyframe_seconds',
    'The longest time between two keyframes of any push',
  )
  const events = metrics.gauge('longhouse_live_events', 'Events that this process plays', ['state'])

  const timer = setInterval(() => {
    const pushes = stages.all().flatMap(({ push }) => (push ? [push] : []))
    const signals = pushes.map((push) => ({ push, signal: push.signal() }))
    for (const { push, signal } of signals) {
      const history = histories.get(push) ?? []
      histories.set(push, [...history, Math.round(signal.bitsPerSecond)].slice(-most))
    }
    bits.set(signals.reduce((sum, { signal }) => sum + signal.bitsPerSecond, 0))
    frames.set(signals.length === 0 ? 0 : Math.min(...signals.map(({ signal }) => signal.framesPerSecond)))
    keyframes.set(Math.max(0, ...signals.map(({ signal }) => signal.keyframeSeconds ?? 0)))
    const running = stages.all().filter((stage) => stage.eventId !== null && stage.overAt === null)
    const live = running.filter((stage) => stage.push !== null).length
    events.set({ state: 'live' }, live)
    events.set({ state: 'reconnecting' }, running.length - live)
  }, every * 1000)

  return {
    of: (push: RunningPush): number[] => histories.get(push) ?? [],
    stop: () => clearInterval(timer),
  }
}
