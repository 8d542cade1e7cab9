import type { Standing } from '#platform/auth/actor.ts'
import type { PolicyTable, Verdict } from '#platform/auth/policy.ts'
import type { WatchedChannel } from '../audience/watched-channel.ts'
import { channelPolicies } from '../channels/channel-policies.ts'

/** What the policies look at. */
export type GuardedChat = Pick<WatchedChannel, 'visibility' | 'chat'>

/** Who may write beside a stream: whoever watches it as a member, and guests where they are welcome. Reading goes with watching. */
export const chatPolicies = {
  say: (who, channel): Verdict => {
    const sees = channelPolicies.read(who, channel)
    if (sees !== 'allow') return sees
    if (!channel.chat.enabled) return 'forbid'
    return who.role !== null || (channel.chat.guests && channel.visibility === 'public') ? 'allow' : 'forbid'
  },
} satisfies PolicyTable<GuardedChat>

export const mayChat = (who: Standing, channel: GuardedChat): boolean =>
  chatPolicies.say(who, channel) === 'allow'
