import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock } from 'lucide'
import type { ReactNode } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import type { LiveEvent } from '../contract/event.ts'
import { countdown } from './countdown.ts'
import { isBeingRecorded } from './events-query.ts'
import { RecordingPicture } from './past/recording-picture.tsx'
import { useNow } from './use-now.ts'

type EventPages = UseInfiniteQueryResult<{ pages: { items: LiveEvent[] }[] }>

/** Events that are announced, soonest first. `tools` adds what may be done with each. */
export function ComingEvents({
  query,
  tools,
}: {
  query: EventPages
  tools?: (event: LiveEvent) => ReactNode
}) {
  const now = useNow()
  return (
    <Rows query={query}>
      {(event) => (
        <>
          <Link to={`/live/${event.channelId}` as string} className="flex min-w-0 flex-1 items-center gap-4">
            <Icon of={CalendarClock} className="text-muted" />
            <span className="min-w-0">
              <span className="block truncate font-semibold">{event.title}</span>
              <span className="block text-sm text-muted">
                {event.scheduledAt && `${fullTime(event.scheduledAt)} · ${soon(event.scheduledAt, now)}`}
              </span>
            </span>
          </Link>
          {tools?.(event)}
        </>
      )}
    </Rows>
  )
}

const soon = (at: string, now: number): string => {
  const left = countdown(Date.parse(at), now)
  return left === null ? 'in a moment' : left.startsWith('in ') ? left : `in ${left}`
}

/** Events that are over, latest first; those with a recording can be opened. */
export const PastEvents = ({
  query,
  tools,
}: {
  query: EventPages
  tools?: (event: LiveEvent) => ReactNode
}) => (
  <Rows query={query}>
    {(event) => {
      const words = (
        <>
          <RecordingPicture clipId={event.clipId} />
          <span className="min-w-0">
            <span className="block truncate font-semibold">{event.title}</span>
            <span className="block text-sm text-muted">
              {event.startedAt && fullTime(event.startedAt)}
              {event.clipId === null && !isBeingRecorded(event) && ' · no recording'}
            </span>
          </span>
        </>
      )
      return (
        <>
          {event.clipId ? (
            <Link
              to={`/live/${event.channelId}/past/${event.id}` as string}
              className="flex min-w-0 flex-1 items-center gap-4"
            >
              {words}
            </Link>
          ) : (
            <div className="flex min-w-0 flex-1 items-center gap-4">{words}</div>
          )}
          {tools?.(event)}
        </>
      )
    }}
  </Rows>
)

const Rows = ({ query, children }: { query: EventPages; children: (event: LiveEvent) => ReactNode }) => (
  <>
    <ul className="panel">
      {query.data?.pages
        .flatMap(({ items }) => items)
        .map((event) => (
          <li key={event.id} className="panel-row flex items-center gap-4">
            {children(event)}
          </li>
        ))}
    </ul>
    {query.hasNextPage && (
      <Button className="mt-4" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show more
      </Button>
    )}
  </>
)
