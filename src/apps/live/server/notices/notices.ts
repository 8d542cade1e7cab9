import type { AnyTx, Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { LiveEventRow } from '../live-tables.ts'
import type { LetterSubject } from './letter-texts.ts'
import { callFollowers } from './notice-jobs.ts'

export type Notices = ReturnType<typeof openNotices>
type Needs = Pick<Platform, 'clock' | 'queue'> & { db: Db }
type Event = Pick<LiveEventRow, 'id' | 'space_id'>

/** What followers are told by letter. Whether the house sends mail is for the worker to know: a process that takes streams need not. */
export function openNotices({ db, clock, queue }: Needs) {
  const call = async (tx: AnyTx, event: Event, subject: LetterSubject) => {
    const { id: eventId, space_id: spaceId } = event
    const about = { spaceId, subjectId: eventId, uniqueKey: `${eventId} ${subject}`, priority: 20 }
    await queue.add(tx, callFollowers, { eventId, subject, since: clock.iso(), after: null }, about)
  }
  return {
    /** An event is on air for the first time. In its transaction: it is told once, or not at all. */
    begun: (tx: AnyTx, event: Event): Promise<void> => call(tx, event, 'live'),
    /** Its picture stays away. */
    alarm: (event: Event, subject: Exclude<LetterSubject, 'live'>): Promise<void> =>
      db.transact((tx) => call(tx, event, subject)),
  }
}
