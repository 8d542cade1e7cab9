import type { ClipIntake } from '#platform/capabilities/clip-intake.ts'
import { toJson } from '#platform/db/json.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { draftOf } from './clip-fields.ts'
import { joinRecording } from './clip-jobs.ts'
import type { ClipNews } from './clip-news.ts'
import { type ClipTx, insertClip } from './clip-store.ts'
import { insertRecording } from './recording-store.ts'

/** Makes clips of recordings of others: watched from their segments at once, one file as soon as a worker has time. */
export function recordingIntake({
  clock,
  queue,
  news,
}: Pick<Platform, 'clock' | 'queue'> & { news: ClipNews }): ClipIntake {
  return {
    async takeRecording(anyTx, recording) {
      const tx = anyTx as ClipTx
      const id = newId(clock.now())
      const { spaceId, authorId, title, description, visibility, recordedAt, picture } = recording
      const author = { space: { id: spaceId, slug: '', name: '' }, role: null, accountId: authorId }
      const file = { name: 'recording.mp4', size: recording.bytes, type: 'video/mp4' }
      const draft = draftOf(id, author, { title, description, visibility, recordedAt, file }, clock.iso())
      await insertClip(tx, {
        ...draft,
        state: 'processing',
        stage: 'Waiting to become one file',
        watchable: 1,
        duration_seconds: recording.durationSeconds,
        width: picture?.width ?? null,
        height: picture?.height ?? null,
      })
      await insertRecording(tx, {
        clip_id: id,
        space_id: spaceId,
        folder: recording.folder,
        playlist: recording.playlist,
        codecs: recording.codecs,
        frame_rate: picture?.framesPerSecond ?? null,
        runs: toJson(recording.runs),
        bytes: recording.bytes,
        joined_at: null,
        source_title: recording.source.title,
        source_path: recording.source.path,
      })
      await queue.add(tx, joinRecording, { clipId: id }, { spaceId, subjectId: id })
      await news.changed(tx, draft)
      return id
    },
  }
}
