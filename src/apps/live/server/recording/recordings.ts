import type { Platform } from '#platform/platform.ts'
import type { LiveTx } from '../channels/channel-store.ts'
import { updateEvent } from '../events/event-store.ts'
import type { LiveEventRow } from '../live-tables.ts'
import { handOverRecording, removeRecording } from './recording-jobs.ts'
import { recordingFolder } from './recording-keys.ts'
import { deleteSegments } from './segment-store.ts'

/** Seconds in which the last segment is written. */
const settling = 4

/** What becomes of the recording of an event, inside the transaction that decides about the event. */
export function openRecordings({ queue }: Pick<Platform, 'queue'>) {
  return {
    /** The event is over: what stands in storage is all there will be. */
    async ended(tx: LiveTx, event: LiveEventRow): Promise<void> {
      if (event.recording !== 'open') return
      await updateEvent(tx, event.id, { recording: 'kept' })
      const about = {
        spaceId: event.space_id,
        subjectId: event.id,
        uniqueKey: event.id,
        priority: 5,
        delaySeconds: settling,
      }
      await queue.add(tx, handOverRecording, { eventId: event.id }, about)
    },

    /** The event goes. A clip that was made of it stays where it is. */
    async forget(tx: LiveTx, event: LiveEventRow): Promise<void> {
      await queue.cancelSubject(tx, event.id)
      await deleteSegments(tx, event.id)
      if (event.recording === 'open' || event.recording === 'kept')
        await queue.add(tx, removeRecording, { folder: recordingFolder(event) }, { spaceId: event.space_id })
    },
  }
}
