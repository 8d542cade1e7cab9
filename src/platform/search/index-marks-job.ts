import { Type } from 'typebox'
import { handler, jobType, type JobHandler } from '../queue/queue.ts'
import type { Fills } from './fills.ts'
import type { Indexer } from './indexer.ts'

const indexMarks = jobType({
  name: 'platform.index-marks',
  payload: Type.Object({}),
  timeoutSeconds: 3600,
  cron: '*/5 * * * *',
})

/** Indexes what was marked by a process that ended before it came to it, and tries again what could not be indexed. */
export const indexMarksJob = ({ indexer, fills }: { indexer: Indexer; fills: Fills }): JobHandler =>
  handler({
    type: indexMarks,
    async run(_payload, { signal }) {
      await fills.complete({ signal })
      indexer.wake()
      await indexer.settled(false)
    },
  })
