import { Type } from 'typebox'
import { Strict } from '../../../contract/shapes.ts'
import { jobType } from '#platform/queue/queue.ts'

/** The job types of exports and imports, apart from their handlers so that rules can ask for them. */

/** A house that is restarted in the middle spends an attempt. */
const attempts = 5

export const exportNotes = jobType({
  name: 'notes.export-notes',
  payload: Strict({ exportId: Type.String() }),
  timeoutSeconds: 6 * 3600,
  attempts,
})

export const importNotes = jobType({
  name: 'notes.import-notes',
  payload: Strict({ importId: Type.String() }),
  timeoutSeconds: 6 * 3600,
  attempts,
})

/** Removes files of exports that ran out, and what ended exports and imports left behind. */
export const purgeTransfers = jobType({
  name: 'notes.purge-transfers',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '47 * * * *',
})
