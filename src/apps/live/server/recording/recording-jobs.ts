import { Type } from 'typebox'
import { jobType } from '#platform/queue/queue.ts'
import { Id, Strict } from '../../../../contract/shapes.ts'

/** An event is over: its recording becomes a clip. */
export const handOverRecording = jobType({
  name: 'live.hand-over-recording',
  payload: Strict({ eventId: Id }),
  timeoutSeconds: 600,
})

/** A recording that nothing refers to any more: its bytes go. */
export const removeRecording = jobType({
  name: 'live.remove-recording',
  payload: Strict({ folder: Type.String({ maxLength: 200 }) }),
  timeoutSeconds: 1800,
})
