import { Strict } from '../../contract/shapes.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import type { Storage } from './storage.ts'

const sweepStorage = jobType({
  name: 'platform.sweep-storage',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '41 * * * *',
})

/** Takes away what killed processes have left half-written. */
export const sweepStorageJob = (storage: Pick<Storage, 'sweep'>): JobHandler =>
  handler({
    type: sweepStorage,
    async run(_, { signal, log }) {
      const removed = await storage.sweep(signal)
      if (removed > 0) log.info({ removed }, 'removed what stopped processes left half-written')
    },
  })
