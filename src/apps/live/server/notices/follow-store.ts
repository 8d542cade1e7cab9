import type { Visibility } from '../../../../contract/shapes.ts'
import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { FollowRow } from './notice-tables.ts'

/** Nothing happens when the account follows the channel already. */
export async function insertFollow(tx: LiveTx, row: FollowRow): Promise<void> {
  await tx
    .insertInto('live_follows')
    .values(row)
    .onConflict((c) => c.columns(['account_id', 'channel_id']).doNothing())
    .execute()
}

/** Whether there was one. */
export async function deleteFollow(tx: LiveTx, channelId: string, accountId: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('live_follows')
    .where('account_id', '=', accountId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export async function deleteFollowsById(tx: LiveTx, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('live_follows').where('id', 'in', ids).execute()
}

export async function followById(read: LiveReader, id: string): Promise<FollowRow | undefined> {
  return read.selectFrom('live_follows').selectAll().where('id', '=', id).executeTakeFirst()
}

export const followsById = (read: LiveReader, ids: readonly string[]): Promise<FollowRow[]> =>
  read.selectFrom('live_follows').selectAll().where('id', 'in', ids).execute()

/** Which of these channels the account follows. */
export async function followedAmong(
  read: LiveReader,
  accountId: string,
  channelIds: readonly string[],
): Promise<Set<string>> {
  const rows = await read
    .selectFrom('live_follows')
    .select('channel_id')
    .where('account_id', '=', accountId)
    .where('channel_id', 'in', channelIds)
    .execute()
  return new Set(rows.map((row) => row.channel_id))
}

/** Which of these accounts follow the channel. */
export async function followersAmong(
  read: LiveReader,
  channelId: string,
  accountIds: readonly string[],
): Promise<string[]> {
  const rows = await read
    .selectFrom('live_follows')
    .select('account_id')
    .where('account_id', 'in', accountIds)
    .where('channel_id', '=', channelId)
    .execute()
  return rows.map((row) => row.account_id)
}

/** Channels that an account follows in a space, as far as it may see them; those it took up last first, from before one. */
export async function listFollows(
  read: LiveReader,
  who: { spaceId: string; accountId: string; visibilities: readonly Visibility[] },
  limit: number,
  before: string | null,
): Promise<(FollowRow & { name: string })[]> {
  let query = read
    .selectFrom('live_follows')
    .innerJoin('channels', 'channels.id', 'live_follows.channel_id')
    .selectAll('live_follows')
    .select('channels.name')
    .where('live_follows.account_id', '=', who.accountId)
    .where('live_follows.space_id', '=', who.spaceId)
    .where('channels.visibility', 'in', who.visibilities)
    .orderBy('live_follows.id', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('live_follows.id', '<', before)
  return query.execute()
}

/** Follows of a channel in their order, from after one. */
export async function followIds(
  read: LiveReader,
  channelId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await read
    .selectFrom('live_follows')
    .select('id')
    .where('channel_id', '=', channelId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Of the whole house, in their order, from after one. */
export const everyFollow = (read: LiveReader, after: string, limit: number): Promise<FollowRow[]> =>
  read.selectFrom('live_follows').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute()

/** The channel goes. */
export async function deleteFollowsOfChannel(tx: LiveTx, channelId: string): Promise<void> {
  await tx.deleteFrom('live_follows').where('channel_id', '=', channelId).execute()
  await tx.deleteFrom('live_letters').where('channel_id', '=', channelId).execute()
}
