import type { Platform } from '#platform/platform.ts'
import type { SignalReport } from '../../contract/signal.ts'
import type { Refusals } from '../ingest/refusals.ts'
import type { RunningPush } from '../ingest/running-push.ts'
import type { Stage } from '../ingest/stage.ts'
import type { Stages } from '../ingest/stages.ts'
import { openBitrates } from './bitrates.ts'
import { findingsOf } from './findings.ts'
import type { SignalLine } from './signal-line.ts'
import { openSoundLevels } from './sound-levels.ts'

type Needs = Pick<Platform, 'clock' | 'log' | 'media' | 'metrics' | 'storage'> & {
  line: SignalLine
  stages: Stages
  refusals: Refusals
}

/** Says what comes in to whoever asks over the bus, and to Prometheus. Returns the way to stop. */
export function answerSignals({
  clock,
  log,
  media,
  metrics,
  storage,
  line,
  stages,
  refusals,
}: Needs): () => void {
  const bitrates = openBitrates({ metrics, stages })
  const levels = openSoundLevels({ clock, log, media, storage })
  const stopAnswering = line.onAsk((channelId) => {
    const stage = stages.of(channelId)
    const lastRefusal = refusals.last(channelId)
    const push = stage?.push ?? null
    if (!stage && !lastRefusal) return
    const report = stage && push ? reportOf(stage, push) : null
    void line.answer({ channelId, epoch: stage?.epoch ?? null, report, lastRefusal })
  })
  return () => {
    stopAnswering()
    bitrates.stop()
    levels.stop()
  }

  function reportOf(stage: Stage, push: RunningPush): SignalReport {
    const signal = push.signal()
    const peak = signal.audioCodec === null ? null : levels.of(push)
    const problem = stage.recorder?.problem() ?? null
    return {
      state: stage.eventId === null ? 'test' : 'live',
      encoder: push.encoder,
      connectedAt: new Date(push.connectedAt).toISOString(),
      lastPictureAt: signal.lastPictureAt === null ? null : new Date(signal.lastPictureAt).toISOString(),
      bitsPerSecond: Math.round(signal.bitsPerSecond),
      framesPerSecond: Math.round(signal.framesPerSecond * 10) / 10,
      width: signal.width,
      height: signal.height,
      keyframeSeconds: signal.keyframeSeconds,
      videoCodec: signal.videoCodec,
      audioCodec: signal.audioCodec,
      audioSampleRate: signal.audioSampleRate,
      audioChannels: signal.audioChannels,
      soundPeakDecibel: peak,
      bitrateHistory: bitrates.of(push),
      findings: findingsOf(signal, peak, clock.now(), push.rung?.trouble() ?? null),
      recording: stage.recorder === null ? 'off' : problem === null ? 'on' : 'stopped',
      recordingProblem: problem,
      // Who asks knows how many watch.
      viewers: 0,
      lastRefusal: null,
    }
  }
}
