import { queryOptions } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { readPinned, listBans } from '../contract/chat-routes.ts'
import type { listChannels, readChannel, readEvent, readIngest, readTest } from '../contract/live-routes.ts'

/** What the live pages read. */

export const channelsQuery = (space: string) =>
  queryOptions({
    queryKey: ['live', space, 'channels'],
    queryFn: ({ signal }) =>
      call<typeof listChannels>('GET /spaces/:space/channels', {
        params: { space },
        query: { limit: 100 },
        signal,
      }),
  })

export const channelQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'channel', id],
    queryFn: ({ signal }) =>
      call<typeof readChannel>('GET /spaces/:space/channels/:id', { params: { space, id }, signal }),
  })

export const eventQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'event', id],
    queryFn: ({ signal }) =>
      call<typeof readEvent>('GET /spaces/:space/events/:id', { params: { space, id }, signal }),
  })

/** Server and stream key. Forgotten with the page that shows it. */
export const ingestQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'ingest', id],
    queryFn: ({ signal }) =>
      call<typeof readIngest>('GET /spaces/:space/channels/:id/ingest', { params: { space, id }, signal }),
    gcTime: 0,
  })

export const testQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'test', id],
    queryFn: ({ signal }) =>
      call<typeof readTest>('GET /spaces/:space/channels/:id/test', { params: { space, id }, signal }),
    gcTime: 0,
    retry: false,
  })

export const pinnedQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'pinned', id],
    queryFn: ({ signal }) =>
      call<typeof readPinned>('GET /spaces/:space/channels/:id/pinned', { params: { space, id }, signal }),
  })

export const bansQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['live', space, 'bans', id],
    queryFn: ({ signal }) =>
      call<typeof listBans>('GET /spaces/:space/channels/:id/bans', {
        params: { space, id },
        query: { limit: 100 },
        signal,
      }),
  })
