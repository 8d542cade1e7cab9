import type { House } from '../compose.ts'
import type { Duty } from '#platform/duties/duty.ts'
import type { Health, Readiness } from '#platform/http/health-routes.ts'

/** Each dependency by name. A weak sandbox, or a Redis that is away, is told and does not take the house out of service. */
export function readinessOf(
  { platform, shared }: Pick<House, 'platform' | 'shared'>,
  scheduler: Duty | null,
): Readiness {
  const answers = (part: { ping(): Promise<void> }) => async (): Promise<Health> => {
    await part.ping()
    return { state: 'ready' }
  }
  return {
    db: answers(platform.db),
    storage: answers(platform.storage),
    bus: answers(platform.bus),
    ...(shared.health && { redis: shared.health }),
    queue: async () => {
      await platform.queue.depth()
      return { state: 'ready' }
    },
    sandbox: async () => {
      const { strong, detail } = await platform.media.sandbox()
      return { state: strong ? 'ready' : 'degraded', detail }
    },
    ...(scheduler && { scheduler: () => turnOf(scheduler) }),
  }
}

/** Standing by is as well as acting. */
async function turnOf(scheduler: Duty): Promise<Health> {
  const epoch = scheduler.epoch()
  return { state: 'ready', detail: epoch === null ? 'stands by' : `acts, turn ${epoch}` }
}
