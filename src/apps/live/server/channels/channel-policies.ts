import type { Standing } from '#platform/auth/actor.ts'
import { atLeast, type PolicyTable, type Verdict } from '#platform/auth/policy.ts'
import type { Visibility } from '../../../../contract/shapes.ts'

/** What the policies look at. */
export type GuardedChannel = { visibility: Visibility }

/**
 * Who may do what with a channel, its events and its chat. Private is for operators and above: they run the broadcast. `read` is
 * watching, the chat with it; `operate` shows the ingest, schedules and ends events; `moderate` keeps the chat.
 */
export const channelPolicies = {
  read: (who, channel) => (sees(who, channel) ? 'allow' : 'hide'),
  operate: (who, channel) => from('operator', who, channel),
  moderate: (who, channel) => from('operator', who, channel),
  edit: (who, channel) => from('admin', who, channel),
} satisfies PolicyTable<GuardedChannel>

/** Visibilities of channels that a list shows to someone: `read` of the table above, said for queries. */
export function visibleTo(who: Standing): Visibility[] {
  if (who.role === null) return ['public']
  return atLeast(who.role, 'operator') ? ['public', 'members', 'private'] : ['public', 'members']
}

const sees = (who: Standing, channel: GuardedChannel): boolean => visibleTo(who).includes(channel.visibility)

function from(least: 'operator' | 'admin', who: Standing, channel: GuardedChannel): Verdict {
  if (!sees(who, channel)) return 'hide'
  return atLeast(who.role, least) ? 'allow' : 'forbid'
}
