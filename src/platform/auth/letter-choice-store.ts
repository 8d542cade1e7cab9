import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables } from './accounts-tables.ts'

export async function takesLetters(look: Reader<AccountTables>, accountId: string): Promise<boolean> {
  const row = await look
    .selectFrom('accounts')
    .select('letters_refused_at')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row?.letters_refused_at === null
}

/** `null` takes them again. */
export async function refuseLetters(
  tx: Tx<AccountTables>,
  accountId: string,
  since: string | null,
): Promise<void> {
  await tx.updateTable('accounts').set({ letters_refused_at: since }).where('id', '=', accountId).execute()
}
