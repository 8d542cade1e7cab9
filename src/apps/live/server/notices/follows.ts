import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { channelById, findChannel } from '../channels/channel-store.ts'
import type { ChannelRow, LiveTables } from '../live-tables.ts'
import * as store from './follow-store.ts'

export type Follows = ReturnType<typeof openFollows>
type Needs = Pick<Platform, 'accounts' | 'clock' | 'mail'> & { db: Db<LiveTables> }

/** Who wants to be told when a channel goes live. Nobody follows for somebody else. */
export function openFollows({ db, clock, accounts, mail }: Needs) {
  return {
    /** Answers whether that will be by mail, too. */
    async follow(who: Standing, channelId: string): Promise<{ mail: boolean }> {
      const accountId = who.accountId!
      await db.transact(async (tx) => {
        allow(channelPolicies, 'read', who, await findChannel(tx, who.space.id, channelId))
        await store.insertFollow(tx, {
          id: newId(clock.now()),
          space_id: who.space.id,
          channel_id: channelId,
          account_id: accountId,
          created_at: clock.iso(),
        })
      })
      return { mail: mail.enabled && (await accounts.takesLetters(accountId)) }
    },

    /** Also of a channel that is hidden from them by now. */
    unfollow: (who: Standing, channelId: string): Promise<void> =>
      db.transact(async (tx) => {
        if (await store.deleteFollow(tx, channelId, who.accountId!)) return
        allow(channelPolicies, 'read', who, await findChannel(tx, who.space.id, channelId))
      }),

    /** By a link out of a letter. */
    endById: (followId: string): Promise<void> =>
      db.transact((tx) => store.deleteFollowsById(tx, [followId])),

    /** The channel of a follow, if whoever follows it may still see it; undefined when the follow is gone. */
    async followed(followId: string): Promise<ChannelRow | null | undefined> {
      const follow = await store.followById(db.read, followId)
      if (!follow) return undefined
      const standing = await accounts.standingIn(follow.space_id, follow.account_id)
      const channel = await channelById(db.read, follow.channel_id)
      return standing && channel && channelPolicies.read(standing, channel) === 'allow' ? channel : null
    },
  }
}
