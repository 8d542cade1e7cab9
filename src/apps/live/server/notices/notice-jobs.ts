import { Type } from 'typebox'
import { jobType } from '#platform/queue/queue.ts'
import { Id, Nullable, Strict, Time } from '../../../../contract/shapes.ts'
import { letterSubjects } from './letter-texts.ts'

/** Followers whom one job writes to. */
export const batch = 50

const about = {
  eventId: Id,
  subject: Type.Enum([...letterSubjects]),
  /** When it happened. */
  since: Time,
}

/** Something happened that followers are to be told: they are divided into batches. */
export const callFollowers = jobType({
  name: 'live.call-followers',
  payload: Strict({ ...about, after: Nullable(Id) }),
  timeoutSeconds: 120,
})

/** Letters to one batch, by the ids of their follows. */
export const mailFollowers = jobType({
  name: 'live.mail-followers',
  payload: Strict({ ...about, follows: Type.Array(Id, { maxItems: batch }) }),
  timeoutSeconds: 900,
})

/** Forgets follows of those who have left, and letters that keep nobody waiting any more. */
export const sweepFollows = jobType({
  name: 'live.sweep-follows',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '41 4 * * *',
})

export const noticeJobTypes = [callFollowers, mailFollowers, sweepFollows] as const
