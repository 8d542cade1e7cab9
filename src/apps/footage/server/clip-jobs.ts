import { Type } from 'typebox'
import { jobType } from '#platform/queue/queue.ts'

/** The job types of footage, apart from their handlers so that rules can ask for them. */

const ClipRun = Type.Object({ clipId: Type.String(), run: Type.String() }, { additionalProperties: false })
const Nothing = Type.Object({}, { additionalProperties: false })

/**
 * Looks into a new file and publishes what needs no encoding. In the `default` lane, so that a new clip never waits
 * behind an hour of somebody else's encoding.
 */
export const ingestClip = jobType({
  name: 'footage.ingest-clip',
  payload: ClipRun,
  timeoutSeconds: 1800,
})

/** Makes the renditions that carry `run`, and the storyboard. */
export const encodeRungs = jobType({
  name: 'footage.encode-rungs',
  payload: ClipRun,
  timeoutSeconds: 24 * 3600,
  lane: 'media',
})

/** Makes one file of the segments of a recording. */
export const joinRecording = jobType({
  name: 'footage.join-recording',
  payload: Type.Object({ clipId: Type.String() }, { additionalProperties: false }),
  timeoutSeconds: 6 * 3600,
})

/** Removes what was deleted long enough ago, rows and bytes. */
export const purgeClips = jobType({
  name: 'footage.purge-clips',
  payload: Nothing,
  timeoutSeconds: 600,
  cron: '17 * * * *',
})

/** Makes small posters for clips that have none yet. */
export const shrinkPosters = jobType({
  name: 'footage.shrink-posters',
  payload: Nothing,
  timeoutSeconds: 3600,
  cron: '7 * * * *',
})

/** Removes output files that no row names. */
export const sweepOutputs = jobType({
  name: 'footage.sweep-outputs',
  payload: Nothing,
  timeoutSeconds: 3600,
  cron: '43 3 * * *',
})
