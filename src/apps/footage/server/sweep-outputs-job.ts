import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { sweepOutputs } from './clip-jobs.ts'
import type { ClipOutputs } from './clip-outputs.ts'

/** Files are named by a row within seconds of standing in storage; a day later nobody will name them. */
const graceMilliseconds = 24 * 3600 * 1000

export function sweepOutputsJob({
  outputs,
  clock,
}: Pick<Platform, 'clock'> & { outputs: ClipOutputs }): JobHandler {
  return handler({
    type: sweepOutputs,
    async run(_, context) {
      const removed = await outputs.sweep(new Date(clock.now() - graceMilliseconds), context.signal)
      if (removed > 0) context.log.warn({ removed }, 'removed output files that no clip named')
    },
  })
}
