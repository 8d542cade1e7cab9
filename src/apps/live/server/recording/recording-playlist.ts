import type { SegmentRow } from '../live-tables.ts'
import { fileName } from './recording-keys.ts'

/** The playlist of a recording that is over: every segment there is, from the first to the end. Names stand beside it. */
export function recordingPlaylist(segments: readonly SegmentRow[], targetSeconds: number | null): string {
  const longest = Math.max(1, ...segments.map((segment) => Math.round(segment.duration_seconds)))
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(longest, targetSeconds ?? 0)}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  for (const [at, segment] of segments.entries()) {
    const before = segments[at - 1]
    if (before && breaks(before, segment)) lines.push('#EXT-X-DISCONTINUITY')
    if (before?.init_key !== segment.init_key) lines.push(`#EXT-X-MAP:URI="${fileName(segment.init_key)}"`)
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${segment.started_at}`)
    lines.push(`#EXTINF:${segment.duration_seconds.toFixed(6)},`, fileName(segment.key))
  }
  return [...lines, '#EXT-X-ENDLIST', ''].join('\n')
}

/** Runs of segments that one init segment opens. A segment that was lost in between leaves a jump, and begins a new one. */
export function recordingRuns(segments: readonly SegmentRow[]): { init: string; segments: string[] }[] {
  const runs: { init: string; segments: string[] }[] = []
  for (const [at, segment] of segments.entries()) {
    const before = segments[at - 1]
    if (!before || breaks(before, segment)) runs.push({ init: fileName(segment.init_key), segments: [] })
    runs.at(-1)!.segments.push(fileName(segment.key))
  }
  return runs
}

const breaks = (before: SegmentRow, segment: SegmentRow): boolean =>
  segment.discontinuity === 1 ||
  segment.init_key !== before.init_key ||
  segment.sequence !== before.sequence + 1
