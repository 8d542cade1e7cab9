import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { followChannel, listFollows, unfollowChannel } from '../../contract/follow-routes.ts'
import { visibleTo } from '../channels/channel-policies.ts'
import type { LiveTables } from '../live-tables.ts'
import { listFollows as listRows } from './follow-store.ts'
import type { Follows } from './follows.ts'

type Needs = Pick<Platform, 'cursors'> & { db: Db<LiveTables>; follows: Follows }

export const followRoutes = ({ db, follows, cursors }: Needs): BoundRoute[] => [
  handle(followChannel, async ({ standing, params }) => ({
    following: true,
    ...(await follows.follow(standing, params.id)),
  })),
  handle(unfollowChannel, async ({ standing, params }) => {
    await follows.unfollow(standing, params.id)
    return undefined
  }),
  handle(listFollows, async ({ standing, query }) => {
    const who = {
      spaceId: standing.space.id,
      accountId: standing.accountId!,
      visibilities: visibleTo(standing),
    }
    const list = `follows:${who.spaceId}:${who.accountId}:${who.visibilities.join()}`
    const place = query.cursor === undefined ? null : cursors.decode(list, query.cursor)
    const limit = query.limit ?? 20
    const rows = await listRows(db.read, who, limit + 1, place === null ? null : String(place[0]))
    return pageOf(
      rows,
      limit,
      (row) => ({ channel: { id: row.channel_id, name: row.name }, createdAt: row.created_at }),
      (last) => cursors.encode(list, [last.id]),
    )
  }),
]
