import type { FastifyRequest } from 'fastify'
import { Fault } from '../errors.ts'
import type { Actor } from './actor.ts'
import { findApiKey } from './api-key-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { cookieName, cookieValue, idleSeconds } from './cookies.ts'
import { type LastSeen, openLastSeen } from './last-seen.ts'
import { requireSameOrigin } from './same-origin.ts'
import { findSession } from './session-store.ts'
import type { KnownCaller } from './shared-callers.ts'
import { shortMemory } from './short-memory.ts'
import { apiKeyPrefix, hashToken, looksLikeToken } from './tokens.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes' | 'config' | 'log' | 'callers'>

const guest: Actor = { kind: 'guest' }
/** How exact "last seen" is, milliseconds. */
const seenEvery = 60_000

/** Tells who sends a request. Every request passes here: with a remembered token it costs one hash and one look into a map. */
export function openDoorkeeper(parts: Parts) {
  const { db, clock, changes, config, log, callers } = parts
  const known = shortMemory<KnownCaller>()
  const lastSeen = openLastSeen(db, log)
  const cookie = cookieName(config)
  changes.listen(({ accountId }) => {
    if (accountId !== undefined) known.forget(({ actor }) => actor.accountId === accountId)
  })

  async function recall(
    token: string,
    load: (hash: string) => Promise<KnownCaller | null>,
  ): Promise<KnownCaller | null> {
    const tokenHash = hashToken(token)
    const remembered = known.get(tokenHash)
    if (remembered) return remembered
    const since = known.moment()
    const told = await callers.find(tokenHash)
    if (told) {
      known.set(tokenHash, told.known, since, told.milliseconds)
      return told.known
    }
    const begun = performance.now()
    const found = await load(tokenHash)
    if (found) {
      known.set(tokenHash, found, since)
      void callers.keep(tokenHash, found, begun)
    }
    return found
  }

  return {
    async actor(request: Pick<FastifyRequest, 'headers' | 'method' | 'host'>): Promise<Actor> {
      const bearer = bearerToken(request.headers.authorization)
      const token = bearer === null ? cookieValue(request.headers.cookie, cookie) : null
      if (bearer === null) requireSameOrigin(request, config.publicUrl, token !== null)
      if (bearer === null && token === null) return guest
      const secret = bearer === null ? token! : bearer.slice(apiKeyPrefix.length)
      const found =
        looksLikeToken(secret) && (bearer === null || bearer.startsWith(apiKeyPrefix))
          ? await recall(bearer ?? secret, bearer === null ? loadSession : loadApiKey)
          : null
      const now = clock.now()
      if (!found || now >= found.endsAt) throw bearer === null ? sessionEnded() : badKey()
      if (now - found.seenAt >= seenEvery) note(found, now, lastSeen)
      return found.actor
    },
    close: () => lastSeen.close(),
  }

  async function loadSession(tokenHash: string): Promise<KnownCaller | null> {
    const row = await findSession(db.read, tokenHash, clock.iso(), clock.iso(-idleSeconds))
    return row
      ? {
          actor: {
            kind: 'account',
            accountId: row.accountId,
            name: row.name,
            via: 'session',
            sessionId: row.id,
          },
          endsAt: Date.parse(row.expiresAt),
          seenAt: Date.parse(row.lastSeenAt),
        }
      : null
  }

  async function loadApiKey(tokenHash: string): Promise<KnownCaller | null> {
    const row = await findApiKey(db.read, tokenHash, clock.iso())
    return row
      ? {
          actor: {
            kind: 'account',
            accountId: row.accountId,
            name: row.name,
            via: 'api-key',
            apiKeyId: row.id,
            scopes: JSON.parse(row.scopes) as string[],
            spaceId: row.spaceId,
          },
          endsAt: row.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(row.expiresAt),
          seenAt: row.lastUsedAt === null ? 0 : Date.parse(row.lastUsedAt),
        }
      : null
  }
}

function note(found: KnownCaller, now: number, lastSeen: LastSeen) {
  found.seenAt = now
  const at = new Date(now).toISOString()
  if (found.actor.via === 'session') lastSeen.session(found.actor.sessionId, at)
  else lastSeen.apiKey(found.actor.apiKeyId, at)
}

/** Null when the header is absent or of another scheme, such as one that a proxy in front has asked for. */
function bearerToken(header: string | undefined): string | null {
  if (header === undefined || header.length < 7 || header.slice(0, 7).toLowerCase() !== 'bearer ') return null
  return header.slice(7).trim()
}

const sessionEnded = () =>
  new Fault('unauthenticated', 'session-ended', 'You have been signed out. Sign in again to go on.')
const badKey = () =>
  new Fault(
    'unauthenticated',
    'bad-api-key',
    'This API key is unknown, expired or revoked. Make a new one in the settings.',
  )
