import type { SignalReport } from '../../contract/signal.ts'

/** Levels as OBS shows them, in decibels below full scale. */
export function soundWords({
  audioCodec,
  soundPeakDecibel: peak,
}: Pick<SignalReport, 'audioCodec' | 'soundPeakDecibel'>): string {
  if (audioCodec === null) return 'none'
  if (peak === null) return 'there'
  if (peak <= -60) return 'silent'
  if (peak < -40) return `very quiet (${Math.round(peak)} dB)`
  if (peak > -1) return 'too loud'
  return `good (${Math.round(peak)} dB)`
}
