import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RouteContract } from '../../contract/route.ts'
import type { Actor } from '../auth/actor.ts'
import { Fault } from '../errors.ts'

/** Points a minute. Sign-in counts failures and successes alike, by account and by address. */
const limits = { default: 1200, 'sign-in': 5, mail: 5, upload: 6000, media: 60_000 } as const
type LimitName = keyof typeof limits

export interface RateLimits {
  /** Every request; answers `RateLimit-*` headers. Throws `Fault('limited')`. */
  request(contract: RouteContract, actor: Actor, request: FastifyRequest, reply: FastifyReply): Promise<void>
  /** After the body is known: the account named in it. */
  account(contract: RouteContract, body: unknown): Promise<void>
}

export function openRateLimits(factor = 1): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, points]) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points: points * factor, duration: 60 }),
    ]),
  ) as Record<LimitName, RateLimiterMemory>

  return {
    async request(contract, actor, request, reply) {
      const name = contract.limit ?? 'default'
      // Doors where anybody may guess count by address; everything else by who is asking.
      const byAddress = actor.kind === 'guest' || name === 'sign-in' || name === 'mail'
      const left = await take(limiters[name], byAddress ? `ip:${request.ip}` : `ac:${actor.accountId}`)
      reply.header('ratelimit-limit', limits[name] * factor)
      reply.header('ratelimit-remaining', left.remainingPoints)
      reply.header('ratelimit-reset', Math.ceil(left.msBeforeNext / 1000))
    },
    async account(contract, body) {
      if (contract.limit !== 'sign-in' && contract.limit !== 'mail') return
      const { email } = (body ?? {}) as { email?: unknown }
      if (typeof email === 'string') await take(limiters[contract.limit], `em:${email.trim().toLowerCase()}`)
    },
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full
    const seconds = Math.max(1, Math.ceil(full.msBeforeNext / 1000))
    throw new Fault(
      'limited',
      'too-many',
      `Too many tries. Nothing was changed; try again in ${seconds} seconds.`,
      {
        retryAfterSeconds: seconds,
      },
    )
  }
}
