import type { Redis } from '../redis/redis.ts'
import type { SecretBox } from './secret-box.ts'
import type { KnownCaller, SharedCallers } from './shared-callers.ts'
import { memorySeconds } from './short-memory.ts'

/** Milliseconds. */
const lifetime = memorySeconds * 1000
/** A reading that took longer may have begun before a change that is no longer remembered. */
const slowest = 1000
/** For as long as anything read before a change could still be there. */
const remembered = lifetime + 2 * slowest
/** Clocks of machines differ by less; what is sealed earlier was brought back by somebody who may write to Redis. */
const oldest = 10_000

/**
 * Sealed with the key of the house and bound to its token: who can write to Redis can make nobody known. After a change of an account
 * a mark stands in Redis, and while it stands nothing about that account is believed or kept.
 */
export function openRedisCallers(redis: Redis, secrets: SecretBox): SharedCallers {
  const { commands, prefix } = redis
  const keyOf = (tokenHash: string) => `${prefix}caller:${tokenHash}`
  const markOf = (accountId: string) => `${prefix}caller-changed:${accountId}`

  return {
    async find(tokenHash) {
      if (!redis.up()) return null
      try {
        const found = await commands.eval(findScript, 1, keyOf(tokenHash), markOf(''))
        if (found === null) return null
        const [sealed, milliseconds] = found as [string, number]
        const { at, known } = unpack(secrets.open(tokenHash, sealed))
        return Math.abs(Date.now() - at) < oldest ? { known, milliseconds } : null
      } catch {
        return null
      }
    },
    async keep(tokenHash, known, readSince) {
      const passed = performance.now() - readSince
      if (!redis.up() || passed > slowest) return
      const { accountId } = known.actor
      const sealed = secrets.seal(tokenHash, pack(known))
      const left = Math.floor(lifetime - passed)
      await commands
        .eval(keepScript, 2, keyOf(tokenHash), markOf(accountId), accountId, sealed, left)
        .catch(() => {})
    },
    async forget(accountId) {
      if (redis.up()) await commands.set(markOf(accountId), 1, 'PX', remembered).catch(() => {})
    },
  }
}

/** JSON has no infinity. */
const pack = ({ actor, endsAt, seenAt }: KnownCaller): string =>
  JSON.stringify({ at: Date.now(), actor, endsAt: Number.isFinite(endsAt) ? endsAt : null, seenAt })

function unpack(text: string): { at: number; known: KnownCaller } {
  const { at, actor, endsAt, seenAt } = JSON.parse(text) as KnownCaller & {
    at: number
    endsAt: number | null
  }
  return { at, known: { actor, endsAt: endsAt ?? Number.POSITIVE_INFINITY, seenAt } }
}

// `<account> <sealed>` under the token; a mark under the account.
const findScript = `
local entry = redis.call('get', KEYS[1])
if not entry then return false end
local space = string.find(entry, ' ', 1, true)
if redis.call('exists', ARGV[1] .. string.sub(entry, 1, space - 1)) == 1 then return false end
return { string.sub(entry, space + 1), redis.call('pttl', KEYS[1]) }`
const keepScript = `
if redis.call('exists', KEYS[2]) == 1 then return 0 end
redis.call('set', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1`
