import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { Channel } from '../../contract/channel.ts'
import {
  createChannel,
  deleteChannel,
  listChannels,
  patchChannel,
  readChannel,
} from '../../contract/live-routes.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { LiveTables } from '../live-tables.ts'
import { followingOf } from '../notices/following.ts'
import { channelPolicies, visibleTo } from './channel-policies.ts'
import { type ChannelPlace, findChannel, listChannels as listRows } from './channel-store.ts'
import { viewChannel } from './channel-view.ts'
import type { Channels } from './channels.ts'

type Needs = Pick<Platform, 'signedPaths' | 'cursors'> & {
  db: Db<LiveTables>
  channels: Channels
  viewers: Pick<Viewers, 'count'>
}

export function channelRoutes(needs: Needs): BoundRoute[] {
  const { db, channels, cursors } = needs
  return [
    handle(createChannel, async ({ standing, body, reply }) => {
      const { id } = await channels.create(standing, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/channels/${id}`)
      return channelFor(needs, standing, id)
    }),
    handle(listChannels, async ({ standing, query }) => {
      const list = `channels:${standing.space.id}:${visibleTo(standing).join()}`
      const place = query.cursor === undefined ? null : cursors.decode(list, query.cursor)
      const limit = query.limit ?? 20
      const { replica: read } = db
      const rows = await listRows(
        read,
        standing.space.id,
        visibleTo(standing),
        limit + 1,
        place as ChannelPlace | null,
      )
      const page = pageOf(
        rows,
        limit,
        (row) => row,
        (last) => cursors.encode(list, [last.off_air, last.id]),
      )
      const view = { ...needs, read }
      const ids = page.items.map(({ id }) => id)
      const following = await followingOf(read, standing, ids)
      const items = page.items.map((row) => viewChannel(row, standing, view, following(row.id)))
      return { ...page, items: await Promise.all(items) }
    }),
    handle(readChannel, ({ standing, params }) => channelFor(needs, standing, params.id)),
    handle(patchChannel, async ({ standing, params, body, ifMatch }) => {
      await channels.edit(standing, params.id, body, ifMatch)
      return channelFor(needs, standing, params.id)
    }),
    handle(deleteChannel, async ({ standing, params }) => {
      await channels.remove(standing, params.id)
      return undefined
    }),
  ]
}

async function channelFor(needs: Needs, who: Standing, id: string): Promise<Channel> {
  const { read } = needs.db
  const channel = allow(channelPolicies, 'read', who, await findChannel(read, who.space.id, id))
  const following = await followingOf(read, who, [id])
  return viewChannel(channel, who, { ...needs, read }, following(id))
}
