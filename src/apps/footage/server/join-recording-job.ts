import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromJson } from '#platform/db/json.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobContext, type JobHandler } from '#platform/queue/queue.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { joinRecording } from './clip-jobs.ts'
import type { ClipWork } from './clip-run.ts'
import { clipById, type ClipTx, updateClip } from './clip-store.ts'
import type { RecordingRow } from './clip-tables.ts'
import { recordingJoined, recordingOf } from './recording-store.ts'

type Work = Pick<ClipWork, 'db' | 'media' | 'storage' | 'news' | 'processing'> & Pick<Platform, 'clock'>

/** Makes one file of a recording's segments, which then goes the way of every clip. Until then, and when it fails, the segments are played. */
export function joinRecordingJob(work: Work): JobHandler {
  const { db, media, storage, news, processing, clock } = work
  return handler({
    type: joinRecording,
    async run({ clipId }, context) {
      const clip = await clipById(db.read, clipId)
      const recording = await recordingOf(db.read, clipId)
      if (!clip || clip.original_key !== null || !recording || recording.folder === null) return
      const key = `${uploadFolder(clipId)}/original`
      const { size } = await storage.withFolder(async (folder) => {
        context.progress(5, 'Putting the pieces together')
        const paths = await gather(storage, recording, folder, context)
        return storage.putFile(key, await media.join(paths, folder, { signal: context.signal }))
      })
      await context.fenced(db, async (tx) => {
        await recordingJoined(tx, clipId, clock.iso())
        await processing.arrived(tx, { subjectId: clipId, key, size })
      })
    },
    async ended({ clipId }, { state }, anyTx) {
      const tx = anyTx as ClipTx
      const clip = await clipById(tx, clipId)
      if (!clip || state === 'cancelled' || clip.original_key !== null) return
      await updateClip(tx, clipId, { state: 'ready', percent: 100, stage: 'Ready' })
      await news.changed(tx, clip)
    },
  })
}

/** Each run as one fragmented MP4: its init segment and its segments, byte for byte. */
async function gather(
  storage: Pick<Platform['storage'], 'get'>,
  recording: RecordingRow,
  folder: string,
  { signal }: JobContext,
): Promise<string[]> {
  const paths: string[] = []
  for (const [at, { init, segments }] of fromJson(recording.runs).entries()) {
    const path = join(folder, `run-${at}.mp4`)
    const pieces = async function* () {
      for (const name of [init, ...segments]) yield* await storage.get(`${recording.folder}/${name}`)
    }
    await pipeline(pieces, createWriteStream(path), { signal })
    paths.push(path)
  }
  return paths
}
