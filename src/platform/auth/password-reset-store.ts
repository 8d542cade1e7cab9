import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, PasswordResetRow } from './accounts-tables.ts'

type Write = Tx<AccountTables>

/** The newest link is the only one that works. */
export async function replacePasswordReset(tx: Write, row: PasswordResetRow) {
  await deletePasswordResets(tx, row.account_id)
  await tx.insertInto('password_resets').values(row).execute()
}

export const findPasswordReset = (look: Reader<AccountTables>, tokenHash: string, now: string) =>
  look
    .selectFrom('password_resets')
    .select('account_id as accountId')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()

/** False when it was used meanwhile: of two who use it at once, only one does. */
export async function spendPasswordReset(tx: Write, tokenHash: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('password_resets')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export const deletePasswordResets = (tx: Write, accountId: string) =>
  tx.deleteFrom('password_resets').where('account_id', '=', accountId).execute()
