import { compose, type House } from './compose.ts'
import type { Config } from './platform/config/config.ts'
import type { Http } from './platform/http/open-http.ts'
import { checkHandlers } from './platform/queue/check-handlers.ts'

/** A house with the roles of this process at work. */
export type Running = { house: House; http: Http | null; address: string | null; stop(): Promise<void> }

/** Seconds for requests and jobs at work when the process is asked to end. */
const graceSeconds = 20

/** Opens the house and starts its roles; refuses when a job type has no handler or two. */
export async function start(config: Config): Promise<Running> {
  const house = await compose(config)
  try {
    checkHandlers(
      house.apps.flatMap(({ app }) => app.jobTypes ?? []),
      house.jobs,
    )
    const roles = new Set(config.roles)
    if (roles.has('worker')) await (await import('./roles/worker.ts')).startWorker(house)
    if (roles.has('scheduler')) await (await import('./roles/scheduler.ts')).startScheduler(house)
    const http = roles.has('web') ? await (await import('./roles/web.ts')).startWeb(house) : null
    const address = http ? await http.listen() : null
    return {
      house,
      http,
      address,
      async stop() {
        const drained = http?.close(graceSeconds)
        // No new request comes any more; those that send a file are answered with how far they came.
        house.uploads.stop()
        // Side by side, so that both end within the 30 s that supervisors allow.
        await Promise.all([drained, house.platform.queue.stop(graceSeconds)])
        await house.close()
      },
    }
  } catch (error) {
    await house.close()
    throw error
  }
}
