import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { channelById } from '../channels/channel-store.ts'
import type { LiveTables } from '../live-tables.ts'
import { type RecordedTime, recordedTimeOf } from '../chat/recorded-time.ts'
import { findEvent } from './event-store.ts'

/** The time of the recording of an event that the asker may watch. Throws `Fault('missing')`. */
export const timeOfEvent =
  (db: Db<LiveTables>) =>
  async (who: Standing, eventId: string): Promise<RecordedTime> => {
    const event = await findEvent(db.read, who.space.id, eventId)
    const channel = event && (await channelById(db.read, event.channel_id))
    allow(channelPolicies, 'read', who, channel)
    return recordedTimeOf(db.read, event!)
  }
