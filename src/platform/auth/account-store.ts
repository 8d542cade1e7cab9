import type { Reader, Tx } from '../db/db.ts'
import type { AccountRow, AccountTables } from './accounts-tables.ts'

/** Addresses are the same person whatever their case. */
export const emailKey = (email: string): string => email.trim().toLowerCase()

/** Sorts alike on every database: no accents, no case. */
export const nameKey = (name: string): string =>
  name.trim().normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

export async function insertAccount(
  tx: Tx<AccountTables>,
  account: { id: string; name: string; email: string; passwordHash: string; createdAt: string },
): Promise<void> {
  const { id, email, passwordHash, createdAt } = account
  const name = account.name.trim()
  await tx
    .insertInto('accounts')
    .values({
      id,
      name,
      name_key: nameKey(name),
      email: email.trim(),
      email_key: emailKey(email),
      password_hash: passwordHash,
      created_at: createdAt,
      banned_at: null,
    })
    .execute()
}

export const findAccount = (look: Reader<AccountTables>, id: string): Promise<AccountRow | undefined> =>
  look.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()

export const findAccountByEmail = (
  look: Reader<AccountTables>,
  email: string,
): Promise<AccountRow | undefined> =>
  look.selectFrom('accounts').selectAll().where('email_key', '=', emailKey(email)).executeTakeFirst()

export const anyAccount = async (look: Reader<AccountTables>): Promise<boolean> =>
  (await look.selectFrom('accounts').select('id').limit(1).executeTakeFirst()) !== undefined

export async function renameAccount(tx: Tx<AccountTables>, id: string, name: string): Promise<void> {
  const key = { name_key: nameKey(name) }
  await tx
    .updateTable('accounts')
    .set({ name: name.trim(), ...key })
    .where('id', '=', id)
    .execute()
  await tx.updateTable('memberships').set(key).where('account_id', '=', id).execute()
}

/**
 * Whether this password still holds and its account is welcome. Writes the row, so that whoever changes the password at the
 * same time comes before or after, never between this check and what follows it.
 */
export async function holdPassword(
  tx: Tx<AccountTables>,
  id: string,
  passwordHash: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .where('password_hash', '=', passwordHash)
    .where('banned_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const storePassword = (tx: Tx<AccountTables>, id: string, passwordHash: string) =>
  tx.updateTable('accounts').set({ password_hash: passwordHash }).where('id', '=', id).execute()
