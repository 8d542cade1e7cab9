import type { Shared } from '../redis/redis.ts'
import type { Fences } from './fences.ts'
import { openOwnFences } from './own-fences.ts'

/** Opens the fences of what the processes of the house share. */
export async function openFences(shared: Shared): Promise<Fences> {
  if (shared.engine === 'memory') return openOwnFences()
  const { openRedisFences } = await import('./redis-fences.ts')
  return openRedisFences(shared.redis)
}
