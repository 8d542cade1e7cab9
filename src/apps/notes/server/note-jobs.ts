import { Type } from 'typebox'
import { jobType } from '#platform/queue/queue.ts'

/** The job types of notes, apart from their handlers so that rules can ask for them. */

/** Removes what was deleted long enough ago. */
export const purgeNotes = jobType({
  name: 'notes.purge-notes',
  payload: Type.Object({}, { additionalProperties: false }),
  timeoutSeconds: 600,
  cron: '27 * * * *',
})

/** Archives what an account may archive and nobody changed since a time. */
export const archiveNotes = jobType({
  name: 'notes.archive-notes',
  payload: Type.Object(
    { spaceId: Type.String(), accountId: Type.String(), unchangedSince: Type.String() },
    { additionalProperties: false },
  ),
  timeoutSeconds: 3600,
})
