import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, ApiKeyRow } from './accounts-tables.ts'

type Look = Reader<AccountTables>
type Write = Tx<AccountTables>

/** A key that still opens something, with who it acts for. */
export type LivingKey = {
  id: string
  accountId: string
  name: string
  spaceId: string | null
  /** JSON list. */
  scopes: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export const insertApiKey = (tx: Write, row: ApiKeyRow) => tx.insertInto('api_keys').values(row).execute()

export const findApiKey = (look: Look, tokenHash: string, now: string): Promise<LivingKey | undefined> =>
  living(look, now)
    .select([
      'api_keys.id',
      'account_id as accountId',
      'accounts.name',
      'space_id as spaceId',
      'scopes',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
    ])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()

/** Which of these still open something. */
export const livingApiKeys = (look: Look, ids: readonly string[], now: string) =>
  living(look, now).select('api_keys.id').where('api_keys.id', 'in', ids).execute()

/** An account has at most this many. */
export const maxApiKeys = 100

export const apiKeysOf = (look: Look, accountId: string) =>
  look
    .selectFrom('api_keys')
    .leftJoin('spaces', 'spaces.id', 'space_id')
    .select([
      'api_keys.id',
      'api_keys.name',
      'scopes',
      'slug as space',
      'api_keys.created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
    ])
    .where('account_id', '=', accountId)
    .orderBy('api_keys.id', 'desc')
    .limit(maxApiKeys)
    .execute()

/** The key that was there. */
export const deleteApiKey = (tx: Write, accountId: string, id: string) =>
  tx
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returning(['id', 'name', 'space_id as spaceId'])
    .executeTakeFirst()

export const touchApiKey = (tx: Write, id: string, usedAt: string) =>
  tx.updateTable('api_keys').set({ last_used_at: usedAt }).where('id', '=', id).execute()

const living = (look: Look, now: string) =>
  look
    .selectFrom('api_keys')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .where('banned_at', 'is', null)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', now)]))
