import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, jobType, type JobHandler } from '#platform/queue/queue.ts'
import { Strict } from '../../../../contract/shapes.ts'
import { purgeMessages, purgePaces } from './chat-store.ts'
import type { ChatTables } from './chat-tables.ts'

/** Days. What was said during an event stays as long as the event. */
const messagesKept = 30
const pacesKept = 2
const atOnce = 500

export const purgeChat = jobType({
  name: 'live.purge-chat',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '23 4 * * *',
})

/** Removes what was taken back or said outside of events a month ago. */
export function purgeChatJob({ db, clock }: Pick<Platform, 'clock'> & { db: Db<ChatTables> }): JobHandler {
  return handler({
    type: purgeChat,
    async run(_, context) {
      const day = 24 * 3600
      const before = clock.iso(-messagesKept * day)
      for (let removed = atOnce; removed === atOnce;) {
        context.signal.throwIfAborted()
        removed = await context.fenced(db, (tx) => purgeMessages(tx, before, atOnce))
      }
      await context.fenced(db, (tx) => purgePaces(tx, clock.iso(-pacesKept * day)))
    },
  })
}
