import type { Tx } from '../db/db.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { AuthParts } from './auth-parts.ts'
import { replacePasswordReset } from './password-reset-store.ts'
import { hashToken, newToken } from './tokens.ts'

const goodForSeconds = 3600

/** A link that sets a new password once; it takes the place of older ones. Its token stands behind `#`, where no log sees it. */
export async function makeResetLink(
  { clock, config }: Pick<AuthParts, 'clock' | 'config'>,
  tx: Tx<AccountTables>,
  accountId: string,
): Promise<string> {
  const token = newToken()
  await replacePasswordReset(tx, {
    token_hash: hashToken(token),
    account_id: accountId,
    created_at: clock.iso(),
    expires_at: clock.iso(goodForSeconds),
  })
  return `${config.publicUrl}/reset-password#${token}`
}
