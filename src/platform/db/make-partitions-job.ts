import { Strict } from '../../contract/shapes.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import type { Db } from './db.ts'
import { makePartitions } from './partitions.ts'

/** Makes the parts of growing tables for the months to come. A house that was off for longer loses nothing: rows wait in the default part. */
export const partitionMaker = ({ db, clock, log }: { db: Db; clock: Clock; log: Log }): JobHandler =>
  handler({
    type: makeParts,
    async run() {
      const made = await db.reshape((tx) => makePartitions(tx, new Date(clock.now())))
      if (made.length > 0) log.info({ made }, 'parts of tables were made for the months to come')
    },
  })

const makeParts = jobType({
  name: 'platform.make-partitions',
  payload: Strict({}),
  timeoutSeconds: 600,
  cron: '41 3 * * *',
})
