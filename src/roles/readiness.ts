import type { House } from '../compose.ts'
import type { Duty } from '#platform/duties/duty.ts'
import { Fault } from '#platform/errors.ts'
import type { Health, Readiness } from '#platform/http/health-routes.ts'

/** Each dependency by name. A weak sandbox, a Redis or a store that is away, is told and does not take the house out of service. */
export function readinessOf(
  { platform, shared, apps }: Pick<House, 'platform' | 'shared' | 'apps'>,
  scheduler: Duty | null,
): Readiness {
  const answers = (part: { ping(): Promise<void> }) => async (): Promise<Health> => {
    await part.ping()
    return { state: 'ready' }
  }
  return {
    db: answers(platform.db),
    storage: () => storeOf(platform.storage),
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
    ...(platform.config.roles.includes('live') &&
      Object.fromEntries(
        apps.flatMap(({ app, opened }) => (opened.live ? [[app.id, () => opened.live!.health()]] : [])),
      )),
    ...(scheduler && { scheduler: () => turnOf(scheduler) }),
  }
}

/** Without the store notes, sign-ins and much else go on: taking every process out of service at once would end those, too. */
async function storeOf(storage: { ping(): Promise<void> }): Promise<Health> {
  try {
    await storage.ping()
    return { state: 'ready' }
  } catch (error) {
    if (!(error instanceof Fault && error.kind === 'unavailable')) throw error
    return { state: 'degraded', detail: error.message }
  }
}

/** Standing by is as well as acting. */
async function turnOf(scheduler: Duty): Promise<Health> {
  const epoch = scheduler.epoch()
  return { state: 'ready', detail: epoch === null ? 'stands by' : `acts, turn ${epoch}` }
}
