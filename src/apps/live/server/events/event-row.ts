import type { Clock } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import type { LiveEventRow } from '../live-tables.ts'

/** An event that has not begun: nobody saw it, nothing is recorded. */
export function eventRow(
  clock: Clock,
  of: Pick<
    LiveEventRow,
    'space_id' | 'channel_id' | 'author_id' | 'title' | 'description' | 'state' | 'scheduled_at'
  >,
): LiveEventRow {
  return {
    id: newId(clock.now()),
    ...of,
    started_at: null,
    ended_at: null,
    away_since: null,
    peak_viewers: 0,
    recording: 'none',
    target_seconds: null,
    clip_id: null,
    created_at: clock.iso(),
    version: 1,
  }
}
