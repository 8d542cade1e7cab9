import { Type } from 'typebox'
import { Strict } from '../../../contract/shapes.ts'
import { jobType } from '#platform/queue/queue.ts'

/** Looks whether a file that came is a picture, and makes what pages show of it. */
export const readPictureOf = jobType({
  name: 'notes.read-picture',
  payload: Strict({ attachmentId: Type.String() }),
  timeoutSeconds: 120,
})

/** Removes attachments that were taken off their notes long enough ago: bytes, then rows. */
export const purgeAttachments = jobType({
  name: 'notes.purge-attachments',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '37 * * * *',
})
