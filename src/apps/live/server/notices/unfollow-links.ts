import { timingSafeEqual } from 'node:crypto'
import { secretBox } from '#platform/auth/secret-box.ts'
import type { Config } from '#platform/config/config.ts'

/**
 * Addresses that end one follow without a sign-in. They name the follow and carry a mark of the house, so that nobody makes one up; they
 * open nothing else, and nothing at all once the follow is gone.
 */
export type UnfollowLinks = ReturnType<typeof openUnfollowLinks>

export function openUnfollowLinks({ secretKey, publicUrl }: Pick<Config, 'secretKey' | 'publicUrl'>) {
  const box = secretBox(secretKey, 'unfollow links')
  const tokenOf = (followId: string) => `${followId}.${box.mark('follow', followId)}`
  return {
    to: (followId: string): string => `${publicUrl}/api/unfollow?of=${tokenOf(followId)}`,
    /** The follow of a token; null when the house has not made it. In constant time. */
    open(token: string): string | null {
      const followId = token.split('.')[0]!
      const [wanted, got] = [Buffer.from(tokenOf(followId)), Buffer.from(token)]
      return wanted.length === got.length && timingSafeEqual(wanted, got) ? followId : null
    },
  }
}
