import type { Reader } from '#platform/db/db.ts'
import type { LiveTables } from '../live-tables.ts'

/** When an event was recorded: from each beginning of its picture to the end of it. */
type Span = { from: number; to: number }

/**
 * Turns seconds since an event went live into seconds of its recording, and back: the recording leaves out the times in which the encoder
 * was away. What was said then belongs to the moment where the picture went on.
 */
export type RecordedTime = { recorded(seconds: number): number; passed(recorded: number): number }

export function recordedTime(spans: readonly Span[]): RecordedTime {
  return {
    recorded(seconds) {
      let before = 0
      for (const { from, to } of spans) {
        if (seconds < to) return before + Math.max(0, seconds - from)
        before += to - from
      }
      return before
    },
    passed(recorded) {
      let left = recorded
      for (const { from, to } of spans) {
        if (left < to - from) return from + left
        left -= to - from
      }
      return (spans.at(-1)?.to ?? 0) + left
    },
  }
}

/** Of an event that has begun: by when its pushes came and went. One that still runs, or died, goes on to the next one. */
export async function recordedTimeOf(
  read: Reader<LiveTables>,
  event: { id: string; started_at: string | null },
): Promise<RecordedTime> {
  const pushes = await read
    .selectFrom('live_pushes')
    .select(['started_at', 'ended_at'])
    .where('event_id', '=', event.id)
    .orderBy('epoch')
    .execute()
  const live = Date.parse(event.started_at ?? '')
  const since = (time: string) => Math.max(0, (Date.parse(time) - live) / 1000)
  return recordedTime(
    pushes.map(({ started_at, ended_at }, index) => {
      const next = pushes[index + 1]?.started_at
      const end = ended_at ?? next
      return { from: since(started_at), to: end === undefined ? Number.POSITIVE_INFINITY : since(end) }
    }),
  )
}
