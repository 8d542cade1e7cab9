import type { Shared } from '../redis/redis.ts'
import type { SecretBox } from './secret-box.ts'
import type { SharedCallers } from './shared-callers.ts'

/** Opens what processes tell each other about callers. The only place that asks which engine it is. */
export async function openSharedCallers(shared: Shared, secrets: SecretBox): Promise<SharedCallers> {
  if (shared.engine === 'redis') {
    const { openRedisCallers } = await import('./redis-callers.ts')
    return openRedisCallers(shared.redis, secrets)
  }
  return { find: async () => null, keep: async () => {}, forget: async () => {} }
}
