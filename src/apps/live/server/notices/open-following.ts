import type { Db } from '#platform/db/db.ts'
import type { BoundRoute } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { JobHandler } from '#platform/queue/queue.ts'
import type { LiveTables } from '../live-tables.ts'
import { callFollowersJob } from './call-followers-job.ts'
import { followRoutes } from './follow-routes.ts'
import { openFollows } from './follows.ts'
import { openLetterBook } from './letter-book.ts'
import { letterMeasures } from './letter-measures.ts'
import { mailFollowersJob } from './mail-followers-job.ts'
import { sweepFollowsJob } from './sweep-follows-job.ts'
import { openUnfollowLinks } from './unfollow-links.ts'
import { unfollowRoutes } from './unfollow-routes.ts'

/** Everything about following a channel: who does, who is written to, and how it ends. */
export function openFollowing(needs: Omit<Platform, 'db'> & { db: Db<LiveTables> }): {
  routes: BoundRoute[]
  jobs: JobHandler[]
} {
  const follows = openFollows(needs)
  const links = openUnfollowLinks(needs.config)
  const letters = { ...needs, links, book: openLetterBook(), measures: letterMeasures(needs) }
  return {
    routes: [...followRoutes({ ...needs, follows }), ...unfollowRoutes({ follows, links })],
    jobs: [callFollowersJob(needs), mailFollowersJob(letters), sweepFollowsJob(needs)],
  }
}
