import { bitrate } from '../words.ts'

/** Seconds between two values, and how many fit. */
const [step, most] = [2, 60]

/** The bitrate of the last two minutes, the newest at the right. */
export function BitrateChart({ history }: { history: readonly number[] }) {
  const top = Math.max(1, ...history) * 1.15
  const x = (at: number) => most - history.length + at + 1
  const line = history.map((bits, at) => `${x(at)},${(100 - (bits / top) * 100).toFixed(1)}`)
  const words = `Bitrate of the last ${history.length * step} seconds, between ${bitrate(Math.min(...history, top))} and ${bitrate(Math.max(0, ...history))}`
  return (
    <figure>
      <figcaption className="mb-1.5 flex justify-between text-sm text-muted">
        <span>Bitrate, last two minutes</span>
        <span>up to {bitrate(Math.max(0, ...history))}</span>
      </figcaption>
      <svg role="img" aria-label={words} viewBox="0 0 60 100" preserveAspectRatio="none" className="chart">
        {line.length > 1 && (
          <>
            <polygon points={`${x(0)},100 ${line.join(' ')} ${most},100`} className="chart-area" />
            <polyline points={line.join(' ')} className="chart-line" />
          </>
        )}
      </svg>
    </figure>
  )
}
