import type { Log } from '../observability/log.ts'
import type { Redis } from '../redis/redis.ts'

/** Milliseconds after which somebody else may make what a process that died was making. */
const claimTime = 10_000
/** Drops that Redis could not be told. Beyond that, what is stale there lives out its seconds. */
const mostOwed = 10_000

type Found = { is: 'found'; value: unknown; milliseconds: number }

/**
 * The tier of the cache that processes share. A value is filled in only by whoever has claimed its key, and a drop takes the claim
 * away: what was read before a change is never kept after it. Never throws; `away` when Redis did not answer.
 */
export interface RedisValues {
  findOrClaim(
    key: string,
    token: string,
  ): Promise<Found | { is: 'claimed' } | { is: 'claimed by another' } | { is: 'away' }>
  /** False when the claim was lost, or Redis; then the value is nobody's to keep. */
  fill(key: string, token: string, value: unknown, milliseconds: number): Promise<boolean>
  release(key: string, token: string): Promise<void>
  find(key: string): Promise<Found | undefined>
  /** Nothing is put for no time: what is there is dropped. */
  put(key: string, value: unknown, milliseconds: number): Promise<void>
  drop(key: string): Promise<void>
  /** Calls back with each key whose drop Redis has been told late. */
  onPaid(listener: (key: string) => void): () => void
}

export function openRedisValues(redis: Redis, log: Log): RedisValues {
  const { commands } = redis
  const keysOf = (key: string): [string, string] => [
    `${redis.prefix}cache:${key}`,
    `${redis.prefix}cache-claim:${key}`,
  ]
  const owed = new Set<string>()
  const run = async (script: string, key: string, ...values: (string | number)[]) => {
    if (!redis.up()) return null
    try {
      return { answer: await commands.eval(script, 2, ...keysOf(key), ...values) }
    } catch {
      return null
    }
  }
  const drop = async (key: string) => {
    if ((await run(dropScript, key)) === null && owed.size < mostOwed) owed.add(key)
  }

  /** JSON has no `undefined`. Null for what is not JSON. */
  const textOf = (key: string, value: unknown): string | null => {
    try {
      return value === undefined ? '' : JSON.stringify(value)
    } catch (error) {
      log.error({ err: error, key }, 'a value cannot be cached: it cannot be written as JSON')
      return null
    }
  }

  return {
    async findOrClaim(key, token) {
      const ran = await run(findOrClaimScript, key, token, claimTime)
      if (ran === null) return { is: 'away' }
      const [text, milliseconds] = ran.answer as [string | null, number]
      if (text !== null) return { is: 'found', value: fromText(text), milliseconds }
      return { is: milliseconds === 1 ? 'claimed' : 'claimed by another' }
    },
    async fill(key, token, value, milliseconds) {
      const text = textOf(key, value)
      if (text === null || milliseconds <= 0) return false
      const ran = await run(fillScript, key, token, text, Math.ceil(milliseconds))
      return ran?.answer === 1
    },
    async release(key, token) {
      await run(releaseScript, key, token)
    },
    async find(key) {
      const ran = await run(findScript, key)
      const [text, milliseconds] = (ran?.answer ?? [null, 0]) as [string | null, number]
      return text === null ? undefined : { is: 'found', value: fromText(text), milliseconds }
    },
    async put(key, value, milliseconds) {
      const text = textOf(key, value)
      if (text === null || milliseconds <= 0 || !(await run(putScript, key, text, Math.ceil(milliseconds))))
        await drop(key)
    },
    drop,
    onPaid: (listener) =>
      redis.onChange((up) => {
        if (!up) return
        const keys = [...owed]
        owed.clear()
        for (const key of keys) void drop(key).then(() => listener(key))
      }),
  }
}

const fromText = (text: string): unknown => (text === '' ? undefined : JSON.parse(text))

// KEYS: the value, the claim. One script is one step: nobody comes in between.
const findScript = `
local value = redis.call('get', KEYS[1])
return { value, value and redis.call('pttl', KEYS[1]) or 0 }`
const findOrClaimScript = `
local value = redis.call('get', KEYS[1])
if value then return { value, redis.call('pttl', KEYS[1]) } end
local claimed = redis.call('set', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
return { false, claimed and 1 or 0 }`
const fillScript = `
if redis.call('get', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('del', KEYS[2])
redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`
const releaseScript = `
if redis.call('get', KEYS[2]) == ARGV[1] then redis.call('del', KEYS[2]) end
return 1`
const putScript = `
redis.call('del', KEYS[2])
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`
const dropScript = `return redis.call('del', KEYS[1], KEYS[2])`
