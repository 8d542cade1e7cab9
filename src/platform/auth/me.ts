import type { Me } from '../../contract/accounts.ts'
import { Fault } from '../errors.ts'
import { findAccount } from './account-store.ts'
import type { Actor } from './actor.ts'
import type { AuthParts } from './auth-parts.ts'
import { spacesOf } from './member-store.ts'
import { hasTwoFactor } from './two-factor-store.ts'

type Parts = Pick<AuthParts, 'db'>

/** What an actor is told about itself: an API key of one space hears of that one. */
export const meOf = (parts: Parts, actor: Exclude<Actor, { kind: 'guest' }>): Promise<Me> =>
  readMe(parts, actor.accountId, actor.via === 'api-key' ? actor.spaceId : null)

export async function readMe(
  { db }: Parts,
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
