import { isoOf } from '../instant.ts'
import type { ApiKey } from '../../contract/accounts.ts'
import type { Tx } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AccountTables } from './accounts-tables.ts'
import * as store from './api-key-store.ts'
import { authActions } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import { roleIn, spacesOf } from './member-store.ts'
import { findSpaceBySlug } from './space-store.ts'
import { apiKeyPrefix, hashToken, newToken } from './tokens.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes' | 'scopes' | 'audit'>

export async function listApiKeys({ db }: Pick<Parts, 'db'>, accountId: string): Promise<ApiKey[]> {
  const rows = await store.apiKeysOf(db.read, accountId)
  return rows.map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as string[] }))
}

/**
 * A key that acts for its account within its scopes, in one space or all. The key is in the answer and nowhere else.
 * Throws `Fault('invalid')` with `unknown-scope` or `past`, `Fault('missing', 'no-space')`, `Fault('conflict', 'too-many-keys')`.
 */
export async function createApiKey(
  parts: Parts,
  accountId: string,
  wish: { name: string; scopes: string[]; space?: string; expiresAt?: string | null },
): Promise<ApiKey & { key: string }> {
  const { db, clock } = parts
  checkScopes(parts, wish.scopes)
  const expiresAt = wish.expiresAt == null ? null : isoOf(wish.expiresAt)
  if (expiresAt !== null && expiresAt <= clock.iso())
    throw new Fault('invalid', 'past', 'The expiry lies in the past.', {
      errors: [{ path: '/expiresAt', message: 'must lie in the future' }],
    })
  const key = apiKeyPrefix + newToken()
  return db.transact(async (tx) => {
    const space = wish.space === undefined ? undefined : await findSpaceBySlug(tx, wish.space)
    if (wish.space !== undefined && (!space || (await roleIn(tx, space.id, accountId)) === null))
      throw new Fault('missing', 'no-space', `You are not a member of a space called "${wish.space}".`)
    if ((await store.apiKeysOf(tx, accountId)).length >= store.maxApiKeys)
      throw new Fault(
        'conflict',
        'too-many-keys',
        'You have 100 API keys. Revoke one that is no longer used.',
      )
    const row = {
      id: newId(clock.now()),
      name: wish.name.trim(),
      created_at: clock.iso(),
      expires_at: expiresAt,
      last_used_at: null,
    }
    await store.insertApiKey(tx, {
      ...row,
      token_hash: hashToken(key),
      account_id: accountId,
      space_id: space?.id ?? null,
      scopes: JSON.stringify(wish.scopes),
    })
    for (const spaceId of await spacesOfKey(tx, accountId, space?.id ?? null))
      await parts.audit.record(tx, authActions.apiKeyCreated, {
        spaceId,
        subject: keySubject(row),
        details: { scopes: wish.scopes.join(', ') },
      })
    return {
      id: row.id,
      name: row.name,
      scopes: wish.scopes,
      space: space?.slug ?? null,
      createdAt: row.created_at,
      expiresAt,
      lastUsedAt: null,
      key,
    }
  })
}

/** Ends a key at once. Throws `Fault('missing')` for one that is not there or someone else's. */
export const revokeApiKey = ({ db, changes, audit }: Parts, accountId: string, id: string) =>
  db.transact(async (tx) => {
    const gone = await store.deleteApiKey(tx, accountId, id)
    if (!gone) throw new Fault('missing', 'not-found', 'You have no such API key.')
    changes.announce(tx, { accountId })
    for (const spaceId of await spacesOfKey(tx, accountId, gone.spaceId))
      await audit.record(tx, authActions.apiKeyRevoked, { spaceId, subject: keySubject(gone) })
  })

/** Where a key opens something: in its space, or in all spaces of its account. */
async function spacesOfKey(
  tx: Tx<AccountTables>,
  accountId: string,
  spaceId: string | null,
): Promise<string[]> {
  return spaceId === null ? (await spacesOf(tx, accountId)).map(({ id }) => id) : [spaceId]
}

const keySubject = ({ id, name }: { id: string; name: string }) => ({ kind: 'api-key', id, name })

function checkScopes({ scopes: known }: Pick<Parts, 'scopes'>, wanted: readonly string[]) {
  const errors = wanted.flatMap((scope, i) =>
    Object.hasOwn(known, scope) ? [] : [{ path: `/scopes/${i}`, message: `there is no scope "${scope}"` }],
  )
  if (errors.length > 0)
    throw new Fault('invalid', 'unknown-scope', `Scopes of this house: ${Object.keys(known).join(', ')}.`, {
      errors,
    })
}
