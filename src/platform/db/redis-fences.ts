import type { Redis } from '../redis/redis.ts'
import { type Fences, fenceSeconds, type Lsn } from './fences.ts'
import { openOwnFences } from './own-fences.ts'

/** While others that lost Redis too may not have come back yet, and with them what they raised meanwhile. */
const doubtSeconds = 10

/** Raises one fence unless it is higher already. Texts of 16 hexadecimal digits sort like the numbers they say. */
const raiseScript = `
for n = 1, #KEYS do
  local before = redis.call('get', KEYS[n])
  local to = before and before > ARGV[1] and before or ARGV[1]
  redis.call('set', KEYS[n], to, 'EX', ARGV[2])
end`

/**
 * Fences that all processes share. Redis may lose everything at any time: each process also remembers what it has raised itself,
 * says it again to a Redis that comes back or was wiped, and trusts its silence only a while after.
 */
export function openRedisFences(redis: Redis, now: () => number = () => performance.now() / 1000): Fences {
  const own = openOwnFences(now)
  const keyOf = (key: string) => `${redis.prefix}fence:${key}`
  /** Stands in Redis for as long as nothing was wiped. */
  const marker = keyOf('kept')
  let doubtUntil = 0

  const say = async (keys: readonly string[], lsn: Lsn) => {
    const digits = lsn.toString(16).padStart(16, '0')
    await redis.commands.eval(raiseScript, keys.length, ...keys.map(keyOf), digits, fenceSeconds)
  }
  const distrust = async () => {
    doubtUntil = now() + doubtSeconds
    try {
      await Promise.all(own.all().map(([key, lsn]) => say([key], lsn)))
      await redis.commands.set(marker, '1')
    } catch {
      // Redis is away again; it is told once more when it is back.
    }
  }
  redis.onChange((up) => {
    if (up) void distrust()
  })

  return {
    async raise(keys, lsn) {
      if (keys.length === 0) return true
      await own.raise(keys, lsn)
      if (!redis.up()) return false
      // What is not heard now is said again when Redis is back.
      return say(keys, lsn).then(
        () => true,
        () => false,
      )
    },
    async highest(keys) {
      if (!redis.up() || now() < doubtUntil) return 'unknown'
      try {
        const [kept, ...digits] = await redis.commands.mget(marker, ...keys.map(keyOf))
        if (kept === null) {
          void distrust()
          return 'unknown'
        }
        const known = digits.filter((one) => typeof one === 'string').toSorted()
        return known.length > 0 ? BigInt(`0x${known.at(-1)}`) : null
      } catch {
        return 'unknown'
      }
    },
  }
}
