import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { RateLimiterRes } from 'rate-limiter-flexible'
import type { RouteContract } from '../../contract/route.ts'
import type { Actor } from '../auth/actor.ts'
import { Fault } from '../errors.ts'

/**
 * Requests a minute beside the general limit. Doors where anybody may guess are narrow; a link is opened by many behind one address, but
 * its password is guessed at by few; media and uploads come in many pieces.
 */
const named = { 'sign-in': 5, mail: 5, link: 60, upload: 6000, media: 6000 } as const
const guesses = 10
type LimitName = keyof typeof named | 'general'

/** Counts by key in windows of `seconds`; refuses with a `RateLimiterRes` what goes beyond `points`. */
export type Counter = { consume(key: string): Promise<RateLimiterRes> }
export type Counters = (name: string, points: number, seconds: number) => Counter
type Limit = { points: number; limiter: Counter }

export interface RateLimits {
  /** Counts a request by who sends it and tells how much is left in `RateLimit-*` headers. Throws `Fault('limited')`. */
  request(contract: RouteContract, actor: Actor, address: string, reply: FastifyReply): Promise<void>
  /** At narrow doors, once the body is known: counts by the account, or by the link, that is named in it. */
  account(contract: RouteContract, body: unknown): Promise<void>
}

const windowSeconds = 60

/** `general` requests a minute for each account, or for each address where nobody is signed in. */
export function rateLimits(general: number, counters: Counters): RateLimits {
  const limits = Object.fromEntries(
    Object.entries({ ...named, general }).map(([name, points]) => [
      name,
      { points, limiter: counters(name, points, windowSeconds) },
    ]),
  ) as Record<LimitName, Limit>
  const guessing = counters('guess', guesses, windowSeconds)

  return {
    async request(contract, actor, address, reply) {
      if (unlimited.has(contract.id)) return
      const { points, limiter } = limits[limitOf(contract)]
      const left = await take(limiter, keyOf(contract, actor, address))
      reply.header('ratelimit-limit', points)
      reply.header('ratelimit-remaining', left.remainingPoints)
      reply.header('ratelimit-reset', Math.ceil(left.msBeforeNext / 1000))
    },
    async account(contract, body) {
      const { email, token, password } = (body ?? {}) as Record<string, unknown>
      if (contract.limit === 'link' && typeof token === 'string' && typeof password === 'string')
        await take(guessing, `${contract.id} of ${digest(token)}`)
      if (!narrow(contract)) return
      if (typeof email === 'string')
        await take(
          limits[limitOf(contract)].limiter,
          `${contract.id} of ${digest(email.trim().toLowerCase())}`,
        )
    },
  }
}

/** Whoever watches over the house asks often, and must always be answered. */
const unlimited = new Set(['livez.read', 'readyz.read'])

const limitOf = ({ limit, bare }: RouteContract): LimitName => limit ?? (bare ? 'media' : 'general')

const narrow = ({ limit }: RouteContract) => limit === 'sign-in' || limit === 'mail'

/** A narrow door counts by address and by itself: joining a space takes nothing from signing in. */
function keyOf(contract: RouteContract, actor: Actor, address: string): string {
  if (narrow(contract)) return `${contract.id} from ${address}`
  return actor.kind === 'guest' ? `from ${address}` : `as ${actor.accountId}`
}

/** Links are secrets and addresses are private, and what is counted may be written down elsewhere. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

async function take(limiter: Counter, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full
    const seconds = Math.max(1, Math.ceil(full.msBeforeNext / 1000))
    throw new Fault(
      'limited',
      'too-many',
      `Too many tries. Nothing was changed; try again in ${seconds} seconds.`,
      { retryAfterSeconds: seconds },
    )
  }
}
