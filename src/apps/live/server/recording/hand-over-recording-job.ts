import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { channelById } from '../channels/channel-store.ts'
import { eventById, updateEvent } from '../events/event-store.ts'
import { leaseOf } from '../ingest/lease-store.ts'
import type { LiveTables, SegmentRow } from '../live-tables.ts'
import { readTrack } from './init-track.ts'
import { handOverRecording } from './recording-jobs.ts'
import { playlistFile, recordingFolder } from './recording-keys.ts'
import { recordingPlaylist, recordingRuns } from './recording-playlist.ts'
import { deleteSegments, segmentsOf } from './segment-store.ts'

type Needs = Pick<Platform, 'capable' | 'clock' | 'storage'> & { db: Db<LiveTables>; news: ChannelNews }

/**
 * Gives the recording of an event that is over to whoever makes clips: the same segments, with a playlist that has an end. In a house that
 * has no such app they stay with the event.
 */
export function handOverRecordingJob({ capable, clock, storage, db, news }: Needs): JobHandler {
  return handler({
    type: handOverRecording,
    async run({ eventId }, context) {
      const event = await eventById(db.read, eventId)
      const channel = event && (await channelById(db.read, event.channel_id))
      if (!event || !channel || event.recording !== 'kept') return
      await written(channel.id, context.signal)
      const segments = await segmentsOf(db.read, eventId)
      const [first] = segments
      if (!first) {
        await context.fenced(db, (tx) => updateEvent(tx, eventId, { recording: 'lost' }))
        context.log.error({ eventId }, 'nothing of an event could be recorded')
        return
      }
      const folder = recordingFolder(event)
      const text = recordingPlaylist(segments, event.target_seconds)
      await storage.put(`${folder}/${playlistFile}`, Buffer.from(text), { signal: context.signal })
      const intake = capable.ask('clip-intake')
      if (!intake) return
      const track = readTrack(await buffer(await storage.get(first.init_key)))
      await context.fenced(db, async (tx) => {
        const now = await eventById(tx, eventId)
        if (now?.recording !== 'kept') return
        const clipId = await intake.takeRecording(tx, {
          spaceId: event.space_id,
          authorId: event.author_id,
          title: event.title,
          description: event.description,
          visibility: channel.visibility,
          recordedAt: event.started_at ?? first.started_at,
          durationSeconds: sum(segments, 'duration_seconds'),
          bytes: sum(segments, 'bytes'),
          ...track,
          folder,
          playlist: playlistFile,
          runs: recordingRuns(segments),
          source: { title: event.title, path: `/live/${channel.id}/past/${event.id}` },
        })
        await deleteSegments(tx, eventId)
        await updateEvent(tx, eventId, { recording: 'clip', clip_id: clipId })
        await news.eventChanged(tx, event)
        await news.changed(tx, channel)
      })
      context.log.info({ eventId, segments: segments.length }, 'a recording became a clip')
    },
  })

  /** Waits while the process that recorded it still writes. One that is gone has nothing more to write. */
  async function written(channelId: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const lease = await leaseOf(db.read, channelId)
      if (!lease?.unwritten || lease.node === null || lease.beat_at < clock.iso(-goneSeconds)) return
      await pause(2000, undefined, { signal })
    }
  }
}

/** A process that has not beaten for so long writes no more. */
const goneSeconds = 15

const sum = (segments: readonly SegmentRow[], of: 'duration_seconds' | 'bytes') =>
  segments.reduce((total, segment) => total + segment[of], 0)
