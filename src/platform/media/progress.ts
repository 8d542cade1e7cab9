import type { Progress } from './media.ts'
import { options } from './options.ts'

/** Takes the lines of `ffmpeg -progress pipe:1` and reports percent of `durationSeconds` and seconds left. */
export function progressLines(
  durationSeconds: number,
  report: Progress,
  nowMs: () => number = () => performance.now(),
): (line: string) => void {
  const begin = nowMs()
  return (line) => {
    const micros = Number(/^out_time_us=(\d+)$/.exec(line)?.[1] ?? Number.NaN)
    if (Number.isNaN(micros)) return
    const done = Math.min(0.999, micros / 1e6 / durationSeconds)
    const elapsed = (nowMs() - begin) / 1000
    // The first moments say nothing about the speed.
    const left = done > 0.01 && elapsed > 1 ? Math.ceil((elapsed / done) * (1 - done)) : null
    report(Math.floor(done * 1000) / 10, left)
  }
}

/** Options that make ffmpeg write those lines twice a second. */
export const progressOptions = options({ progress: 'pipe:1', stats_period: 0.5, nostats: true })
