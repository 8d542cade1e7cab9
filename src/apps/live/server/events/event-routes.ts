import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import {
  cancelEvent,
  endEvent,
  listEvents,
  patchEvent,
  readEvent,
  scheduleEvent,
} from '../../contract/live-routes.ts'
import { channelPolicies, visibleTo } from '../channels/channel-policies.ts'
import { channelById } from '../channels/channel-store.ts'
import type { LiveEventRow, LiveTables } from '../live-tables.ts'
import { type EventFilter, eventPlace, findEvent, listEvents as listRows } from './event-store.ts'
import { viewEvent } from './event-view.ts'
import type { Events } from './events.ts'

type Needs = Pick<Platform, 'cursors'> & { db: Db<LiveTables>; events: Events }

export function eventRoutes({ db, events, cursors }: Needs): BoundRoute[] {
  return [
    handle(scheduleEvent, async ({ standing, body, reply }) => {
      const event = await events.schedule(standing, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/events/${event.id}`)
      return viewEvent(event)
    }),
    handle(listEvents, async ({ standing, query }) => {
      const filter: EventFilter = {
        spaceId: standing.space.id,
        visibilities: visibleTo(standing),
        channelId: query.channel ?? null,
        when: query.when ?? null,
      }
      const list = `events:${JSON.stringify(filter)}`
      const place = query.cursor === undefined ? null : cursors.decode(list, query.cursor)
      const limit = query.limit ?? 20
      const rows = await listRows(db.replica, filter, limit + 1, place?.map(String) ?? null)
      return pageOf(rows, limit, viewEvent, (last) => cursors.encode(list, [...eventPlace(filter, last)]))
    }),
    handle(readEvent, async ({ standing, params }) => viewEvent(await seen(standing, params.id))),
    handle(patchEvent, async ({ standing, params, body, ifMatch }) =>
      viewEvent(await events.edit(standing, params.id, body, ifMatch)),
    ),
    handle(cancelEvent, async ({ standing, params }) => {
      await events.cancel(standing, params.id)
      return undefined
    }),
    handle(endEvent, async ({ standing, params }) => viewEvent(await events.end(standing, params.id))),
  ]

  async function seen(who: Standing, id: string): Promise<LiveEventRow> {
    const event = await findEvent(db.read, who.space.id, id)
    allow(channelPolicies, 'read', who, event && (await channelById(db.read, event.channel_id)))
    return event!
  }
}
