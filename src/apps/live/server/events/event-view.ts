import type { LiveEvent } from '../../contract/event.ts'
import type { LiveEventRow } from '../live-tables.ts'

export const viewEvent = (event: LiveEventRow): LiveEvent => ({
  id: event.id,
  channelId: event.channel_id,
  title: event.title,
  description: event.description,
  state: event.state,
  scheduledAt: event.scheduled_at,
  startedAt: event.started_at,
  endedAt: event.ended_at,
  peakViewers: event.peak_viewers,
  clipId: event.clip_id,
  version: event.version,
})
