import type { Db } from '#platform/db/db.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { Ingest } from '../../contract/channel.ts'
import { downloadObsProfile, readIngest, renewStreamKey } from '../../contract/live-routes.ts'
import { findChannel } from '../channels/channel-store.ts'
import type { Channels } from '../channels/channels.ts'
import type { LiveTables } from '../live-tables.ts'
import { ingestAddress } from './ingest-address.ts'
import { obsProfile } from './obs-profile.ts'

type Needs = Pick<Platform, 'config'> & {
  db: Db<LiveTables>
  channels: Channels
  /** Why this process takes no streams, if it should. */
  problem: () => string | null
}

/** Everything that shows a stream key. No cache keeps it. */
export function ingestRoutes({ db, config, channels, problem }: Needs): BoundRoute[] {
  return [
    handle(readIngest, async ({ standing, params, reply, request }) => {
      reply.header('cache-control', 'no-store')
      return ingest(await channels.showKey(standing, params.id), request)
    }),
    handle(renewStreamKey, async ({ standing, params, reply, request }) => {
      const streamKey = await channels.renewKey(standing, params.id)
      reply.header('cache-control', 'no-store')
      return ingest(streamKey, request)
    }),
    handle(downloadObsProfile, async ({ standing, params, reply, request }) => {
      const shown = ingest(await channels.showKey(standing, params.id, 'profile'), request)
      const channel = await findChannel(db.read, standing.space.id, params.id)
      reply.header('cache-control', 'no-store')
      reply.header('content-disposition', 'attachment; filename="longhouse-obs-profile.zip"')
      await reply.type('application/zip').send(obsProfile(channel?.name ?? '', shown))
      return undefined
    }),
  ]

  function ingest(streamKey: string, asked: { hostname: string }): Ingest {
    const wrong = problem()
    return { ...ingestAddress(config, asked), streamKey, ...(wrong !== null && { problem: wrong }) }
  }
}
