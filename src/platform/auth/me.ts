import type { Me } from '../../contract/accounts.ts'
import { Fault } from '../errors.ts'
import { findAccount } from './account-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { spacesOf } from './member-store.ts'
import { hasTwoFactor } from './two-factor-store.ts'

/** An account as it sees itself. `onlySpaceId`: an API key of one space sees that one. */
export async function readMe(
  { db }: Pick<AuthParts, 'db'>,
  accountId: string,
  onlySpaceId: string | null = null,
): Promise<Me> {
  const account = await findAccount(db.read, accountId)
  if (!account) throw new Fault('unauthenticated', 'session-ended', 'This account is gone.')
  const spaces = await spacesOf(db.read, accountId)
  return {
    account: {
      id: account.id,
      name: account.name,
      email: account.email,
      createdAt: account.created_at,
      twoFactor: await hasTwoFactor(db.read, accountId),
    },
    spaces: spaces.filter((space) => onlySpaceId === null || space.id === onlySpaceId),
  }
}
