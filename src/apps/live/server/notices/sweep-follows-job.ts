import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import type { LiveTables } from '../live-tables.ts'
import { deleteFollowsById, everyFollow } from './follow-store.ts'
import { deleteLettersBefore } from './letter-store.ts'
import { sweepFollows } from './notice-jobs.ts'

const lettersKeptSeconds = 24 * 3600
const atOnce = 500

/** Who has left a space follows nothing there any more; who is banned for a while goes on afterwards. */
export function sweepFollowsJob({
  db,
  clock,
  accounts,
}: Pick<Platform, 'clock' | 'accounts'> & { db: Db<LiveTables> }): JobHandler {
  return handler({
    type: sweepFollows,
    async run(_, context) {
      await context.fenced(db, (tx) => deleteLettersBefore(tx, clock.iso(-lettersKeptSeconds)))
      const members = new Map<string, Set<string>>()
      const membersOf = async (spaceId: string) => {
        const known = members.get(spaceId) ?? new Set((await accounts.members(spaceId)).map(idOf))
        members.set(spaceId, known)
        return known
      }
      for (let after = ''; ;) {
        context.signal.throwIfAborted()
        const follows = await everyFollow(db.read, after, atOnce)
        const gone: string[] = []
        for (const { id, space_id, account_id } of follows)
          if (!(await membersOf(space_id)).has(account_id)) gone.push(id)
        if (gone.length > 0) await context.fenced(db, (tx) => deleteFollowsById(tx, gone))
        if (follows.length < atOnce) return
        after = follows.at(-1)!.id
      }
    },
  })
}

const idOf = ({ accountId }: { accountId: string }) => accountId
