import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, TwoFactorRow } from './accounts-tables.ts'

type Write = Tx<AccountTables>

export const findTwoFactor = (
  look: Reader<AccountTables>,
  accountId: string,
): Promise<TwoFactorRow | undefined> =>
  look.selectFrom('two_factors').selectAll().where('account_id', '=', accountId).executeTakeFirst()

export const hasTwoFactor = async (look: Reader<AccountTables>, accountId: string): Promise<boolean> =>
  (await findTwoFactor(look, accountId))?.confirmed_at != null

/** Replaces one that still waits for its first code, with its recovery codes. */
export async function insertTwoFactor(tx: Write, row: TwoFactorRow, codeHashes: readonly string[]) {
  await deleteTwoFactor(tx, row.account_id)
  await tx.insertInto('two_factors').values(row).execute()
  await tx
    .insertInto('recovery_codes')
    .values(codeHashes.map((code_hash) => ({ account_id: row.account_id, code_hash })))
    .execute()
}

/** Marks a step as used. False when it, or a later one, was used before: of two equal codes at once only one passes. */
export async function spendStep(tx: Write, accountId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('two_factors')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function spendRecoveryCode(tx: Write, accountId: string, codeHash: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('recovery_codes')
    .where('account_id', '=', accountId)
    .where('code_hash', '=', codeHash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export const confirmTwoFactor = (tx: Write, accountId: string, now: string) =>
  tx.updateTable('two_factors').set({ confirmed_at: now }).where('account_id', '=', accountId).execute()

export async function deleteTwoFactor(tx: Write, accountId: string) {
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute()
  await tx.deleteFrom('two_factors').where('account_id', '=', accountId).execute()
}
