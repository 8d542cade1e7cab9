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
  let start: number | null = null
  const times: number[] = []
  const keys: number[] = []

  return {
    line(text) {
      const [index, pts, dts, duration, flags] = text.split(',')
      const time = Number(pts === 'N/A' ? dts : pts)
      if (!Number.isFinite(time) || flags === undefined || flags.includes('D')) return
      const stream = Number(index)
      const end = time + (Number(duration) || 0)
      if (end > (ends.get(stream) ?? -Infinity)) ends.set(stream, end)
      if (start === null || time < start) start = time
      if (stream !== videoIndex || times.length >= mostFrames) return
      if (times.length > 0 && time - times[0]! > headSeconds) return
      times.push(time)
      if (flags.includes('K')) keys.push(time)
    },
    result() {
      const end = ends.size === 0 ? null : Math.max(...ends.values())
      return { ends, start, end, frames: readFrames(times, keys) }
    },
  }
}

function readFrames(unsorted: number[], keys: number[]): Packets['frames'] {
  const times = unsorted.toSorted((a, b) => a - b)
  const gaps = times.slice(1).map((time, n) => time - times[n]!)
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const uneven = gaps.filter((gap) => Math.abs(gap - median) > median * 0.25 + 0.0011).length
  const last = times.at(-1) ?? 0
  const marks = [...keys.toSorted((a, b) => a - b), last]
  const keyframeSeconds = Math.max(0, ...marks.slice(1).map((time, n) => time - marks[n]!))
  return {
    rate: span > 0 ? gaps.length / span : null,
    variable: uneven > gaps.length * 0.01,
    keyframeSeconds: keys.length === 0 ? span : keyframeSeconds,
    count: times.length,
  }
}
