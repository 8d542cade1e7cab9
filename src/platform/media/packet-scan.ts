/** What ffprobe is asked for each packet; one CSV line each, in this order. */
export const packetFields = 'packet=stream_index,pts_time,dts_time,duration_time,flags'

/** Seconds at the beginning in which frame times and keyframes are looked at. */
export const headSeconds = 24
const mostFrames = 8000

export type Packets = {
  /** End of each stream in the file's own time, by stream index. */
  ends: Map<number, number>
  /** Smallest time of any packet; null when there are none. */
  start: number | null
  end: number | null
  /** Of the video stream, from its first `headSeconds`. */
  frames: { rate: number | null; variable: boolean; keyframeSeconds: number; count: number }
}

/** Reads packet lines as they come and keeps only what `result` needs. */
export function scanPackets(videoIndex: number | null): { line(text: string): void; result(): Packets } {
  const ends = new Map<number, number>()
  const timed = new Set<number>()
  let start: number | null = null
  // Bare video tells how long a picture lasts and never when it is shown: one follows the other.
  const untold = (stream: number, duration: number) =>
    timed.has(stream) || !(duration > 0) ? Number.NaN : (ends.get(stream) ?? 0)
  const seen: { pts: number; dts: number; key: boolean }[] = []

  return {
    line(text) {
      const [index, pts, dts, duration, flags] = text.split(',')
      const shown = pts === 'N/A' ? Number.NaN : Number(pts)
      const decoded = dts === 'N/A' ? Number.NaN : Number(dts)
      const stream = Number(index)
      const told = Number.isNaN(shown) ? decoded : shown
      const time = Number.isNaN(told) ? untold(stream, Number(duration)) : told
      if (!Number.isFinite(time) || flags === undefined || flags.includes('D')) return
      if (!Number.isNaN(told)) timed.add(stream)
      const end = time + (Number(duration) || 0)
      if (end > (ends.get(stream) ?? -Infinity)) ends.set(stream, end)
      if (start === null || time < start) start = time
      if (stream !== videoIndex || seen.length >= mostFrames || time - start > headSeconds) return
      seen.push({ pts: shown, dts: Number.isNaN(told) ? time : decoded, key: flags.includes('K') })
    },
    result() {
      const end = ends.size === 0 ? null : Math.max(...ends.values())
      return { ends, start, end, frames: readFrames(seen) }
    },
  }
}

/** AVI and MPEG files tell presentation times of some frames only; decoding times are as even there. */
function readFrames(seen: { pts: number; dts: number; key: boolean }[]): Packets['frames'] {
  const untold = seen.filter(({ pts }) => Number.isNaN(pts)).length
  const clock = untold > seen.length * 0.01 ? 'dts' : 'pts'
  const timed = seen.filter((frame) => !Number.isNaN(frame[clock])).toSorted((a, b) => a[clock] - b[clock])
  const times = timed.map((frame) => frame[clock])
  const gaps = gapsOf(times)
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  // A clock of milliseconds cannot say a thirtieth of a second exactly.
  const uneven = gaps.filter((gap) => Math.abs(gap - median) > median * 0.25 + 0.0011).length
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const keys = timed.filter((frame) => frame.key).map((frame) => frame[clock])
  return {
    rate: span > 0 ? gaps.length / span : null,
    variable: uneven > gaps.length * 0.01,
    keyframeSeconds: keys.length === 0 ? span : Math.max(0, ...gapsOf([...keys, times.at(-1)!])),
    count: times.length,
  }
}

function gapsOf(times: number[]): number[] {
  return times.slice(1).map((time, n) => time - times[n]!)
}
