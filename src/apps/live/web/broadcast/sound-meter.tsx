import type { SignalReport } from '../../contract/signal.ts'
import { soundWords } from './sound-words.ts'

/** How loud the loudest moment of the last ten seconds was: silent, quiet, good or too loud. */
export function SoundMeter({ signal }: { signal: SignalReport }) {
  const peak = signal.soundPeakDecibel
  const words = soundWords(signal)
  return (
    <div>
      <p className="mb-1.5 flex justify-between text-sm">
        <span className="text-muted">Sound</span>
        <span className="font-medium">{words}</span>
      </p>
      <meter
        aria-label={`Sound: ${words}`}
        min={-60}
        max={0}
        low={-40}
        high={-3}
        optimum={-15}
        value={peak === null ? -60 : Math.max(-60, peak)}
        className="meter"
      />
    </div>
  )
}
