import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { LiveEvent } from '../contract/event.ts'
import type { listEvents } from '../contract/live-routes.ts'

/** A recording that is not there so long after the end will not come. */
const recordingMs = 120_000

/** The recording of an event that is just over comes some seconds later. */
export const isBeingRecorded = ({ clipId, endedAt }: LiveEvent): boolean =>
  clipId === null && endedAt !== null && Date.now() - Date.parse(endedAt) < recordingMs

/** Events of a channel, or of the whole space. */
export const eventsQuery = (space: string, when: 'coming' | 'past', channel?: string) =>
  infiniteQueryOptions({
    queryKey: ['live', space, 'events', when, channel ?? null],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listEvents>('GET /spaces/:space/events', {
        params: { space },
        query: { when, channel, limit: 12, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isBeingRecorded)) ? 5000 : false,
  })
