import type { Standing } from '#platform/auth/actor.ts'
import type { LiveReader } from '../channels/channel-store.ts'
import { followedAmong } from './follow-store.ts'

/** Whether somebody follows each of these channels; null of all for who is no member. */
export async function followingOf(
  read: LiveReader,
  { role, accountId }: Standing,
  channelIds: readonly string[],
): Promise<(channelId: string) => boolean | null> {
  if (role === null || accountId === null || channelIds.length === 0) return () => null
  const followed = await followedAmong(read, accountId, channelIds)
  return (channelId) => followed.has(channelId)
}
