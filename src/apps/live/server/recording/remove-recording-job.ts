import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { removeRecording } from './recording-jobs.ts'

export const removeRecordingJob = ({ storage }: Pick<Platform, 'storage'>): JobHandler =>
  handler({ type: removeRecording, run: ({ folder }) => storage.deleteAll(folder) })
