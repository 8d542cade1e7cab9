import { allow } from '#platform/auth/policy.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { type EventStream, events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { watchChannels } from '../../contract/live-routes.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { LiveTables } from '../live-tables.ts'
import type { ChannelNews, Notice } from './channel-news.ts'
import { channelPolicies } from './channel-policies.ts'
import { findChannel } from './channel-store.ts'
import { followingOf } from '../notices/following.ts'
import { viewChannel } from './channel-view.ts'

type Needs = Pick<Platform, 'signedPaths'> & {
  db: Db<LiveTables>
  news: ChannelNews
  viewers: Pick<Viewers, 'count'>
}

/** Tells open pages of a space what goes on air and what is over; operators also what needs them. */
export function noticeRoutes(needs: Needs): BoundRoute[] {
  return [
    handle(watchChannels, async (call) => {
      await events(call, async (stream) =>
        needs.news.followNotices(call.standing.space.id, (notice) => {
          tell(needs, call.standing, notice, stream).catch((error: unknown) =>
            call.log.warn({ err: error }, 'a notice could not be told'),
          )
        }),
      )
      return undefined
    }),
  ]
}

async function tell(needs: Needs, who: Standing, notice: Notice, stream: EventStream): Promise<void> {
  const { read } = needs.db
  try {
    const action = notice.kind === 'alarm' ? 'operate' : 'read'
    const found = await findChannel(read, who.space.id, notice.channelId)
    const shown = allow(channelPolicies, action, who, found)
    const following = await followingOf(read, who, [shown.id])
    const channel = await viewChannel(shown, who, { ...needs, read }, following(shown.id))
    stream.send(notice.kind === 'alarm' ? { channel, message: notice.message ?? '' } : channel, {
      event: notice.kind,
    })
  } catch (error) {
    // Not for these eyes, or gone meanwhile.
    if (!(error instanceof Fault)) throw error
  }
}
