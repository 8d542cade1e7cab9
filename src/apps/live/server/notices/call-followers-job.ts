import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { eventById } from '../events/event-store.ts'
import type { LiveTables } from '../live-tables.ts'
import { followIds } from './follow-store.ts'
import { batch, callFollowers, mailFollowers } from './notice-jobs.ts'

/** Batches that are made in one transaction. */
const atOnce = 20

/** Divides the followers of a channel into batches, each a job of its own; many of them in several steps. */
export function callFollowersJob({
  db,
  queue,
  mail,
}: Pick<Platform, 'queue' | 'mail'> & { db: Db<LiveTables> }): JobHandler {
  return handler({
    type: callFollowers,
    async run({ after, ...about }, context) {
      const event = mail.enabled ? await eventById(db.read, about.eventId) : undefined
      if (!event || event.state === 'ended') return
      const ids = await followIds(db.read, event.channel_id, after ?? '', batch * atOnce)
      const options = { spaceId: event.space_id, subjectId: event.id, priority: 20 }
      await context.fenced(db, async (tx) => {
        for (let first = 0; first < ids.length; first += batch)
          await queue.add(tx, mailFollowers, { ...about, follows: ids.slice(first, first + batch) }, options)
        if (ids.length === batch * atOnce)
          await queue.add(tx, callFollowers, { ...about, after: ids.at(-1)! }, options)
      })
    },
  })
}
