import { compose, type House } from './compose.ts'
import type { Config } from './platform/config/config.ts'
import type { Duty } from './platform/duties/duty.ts'
import type { Http } from './platform/http/open-http.ts'
import type { Streams } from './roles/live.ts'
import { checkHandlers } from './platform/queue/check-handlers.ts'

/** A house with the roles of this process at work. */
export type Running = { house: House; http: Http | null; address: string | null; stop(): Promise<void> }

export type StartOptions = {
  /** False for a process whose supervisor answers for it: without the web role it opens no port. */
  watched?: boolean
  /** What /metrics says, when that is more than this process. */
  figures?: (own: () => Promise<string>) => Promise<string>
}

/** Seconds for requests and jobs at work when the process is asked to end. */
const graceSeconds = 20

/** Opens the house and starts its roles; refuses when a job type has no handler or two. */
export async function start(config: Config, options: StartOptions = {}): Promise<Running> {
  const house = await compose(config)
  try {
    checkHandlers(
      house.apps.flatMap(({ app }) => app.jobTypes ?? []),
      house.jobs,
    )
    const roles = new Set(config.roles)
    if (roles.has('worker')) await (await import('./roles/worker.ts')).startWorker(house)
    const scheduler = roles.has('scheduler')
      ? await (await import('./roles/scheduler.ts')).startScheduler(house)
      : null
    const http = await openFront(house, scheduler, options)
    const address = http ? await http.listen() : null
    const streams =
      roles.has('live') && address ? await (await import('./roles/live.ts')).startLive(house, address) : null
    return {
      house,
      http: roles.has('web') ? http : null,
      address: roles.has('web') || options.watched !== false ? address : null,
      stop: () => stop(house, http, scheduler, streams),
    }
  } catch (error) {
    await house.close()
    throw error
  }
}

/** What this process answers: everything, or how it is. */
async function openFront(
  house: House,
  scheduler: Duty | null,
  { watched = true, figures = (own) => own() }: StartOptions,
): Promise<Http | null> {
  const { config, metrics } = house.platform
  const { readinessOf } = await import('./roles/readiness.ts')
  const says = {
    readiness: readinessOf(house, scheduler),
    figures: () => figures(() => metrics.registry.metrics()),
  }
  if (config.roles.includes('web')) return (await import('./roles/web.ts')).startWeb(house, says)
  if (!watched && !config.roles.includes('live')) return null
  return (await import('./roles/watch.ts')).startWatch(house, { ...says, near: !watched })
}

/** Another scheduler takes over first, and encoders go elsewhere; then requests and jobs end side by side, within the 30 s that supervisors allow. */
async function stop(
  house: House,
  http: Http | null,
  scheduler: Duty | null,
  streams: Streams | null,
): Promise<void> {
  await scheduler?.close()
  await streams?.stop()
  await Promise.all([stopAnswering(house, http), house.platform.queue.stop(graceSeconds)])
  await house.close()
}

async function stopAnswering(house: House, http: Http | null): Promise<void> {
  await http?.drain()
  const closed = http?.close(graceSeconds)
  // No new request comes any more; those that send a file are answered with how far they came.
  house.uploads.stop()
  await closed
}
