import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { channelById } from '../channels/channel-store.ts'
import type { LiveEventRow, LiveTables } from '../live-tables.ts'
import { type RecordedTime, recordedTime } from '../chat/recorded-time.ts'
import { timesOfPushes } from '../ingest/push-store.ts'
import { findEvent } from './event-store.ts'

/** The time of the recording of an event that the asker may watch. Throws `Fault('missing')`. */
export const timeOfEvent =
  (db: Db<LiveTables>) =>
  async (who: Standing, eventId: string): Promise<RecordedTime> => {
    const event = await findEvent(db.read, who.space.id, eventId)
    const channel = event && (await channelById(db.read, event.channel_id))
    allow(channelPolicies, 'read', who, channel)
    return recordedTime(spansOf(event!, await timesOfPushes(db.read, eventId)))
  }

/** By when its pushes came and went. One that still runs, or died, goes on to the next one. */
function spansOf(
  { started_at: live }: Pick<LiveEventRow, 'started_at'>,
  pushes: Awaited<ReturnType<typeof timesOfPushes>>,
): { from: number; to: number }[] {
  if (live === null) return []
  const since = (time: string) => Math.max(0, (Date.parse(time) - Date.parse(live)) / 1000)
  return pushes.map(({ started_at, ended_at }, index) => {
    const end = ended_at ?? pushes[index + 1]?.started_at
    return { from: since(started_at), to: end === undefined ? Number.POSITIVE_INFINITY : since(end) }
  })
}
