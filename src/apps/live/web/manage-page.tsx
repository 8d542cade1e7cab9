import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarPlus, Pencil, Plus, Trash2, Video } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { useAtLeast, useSpace } from '#web/session.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { WithRole } from '#web/ui/gates.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { SkeletonRows } from '#web/ui/skeleton.tsx'
import type { Channel } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { ComingEvents, PastEvents } from './event-lists.tsx'
import { eventsQuery } from './events-query.ts'
import { channelsQuery } from './live-queries.ts'
import { visibilityOptions } from './words.ts'

const ManageDialogs = lazy(async () => ({
  default: (await import('./manage/manage-dialogs.tsx')).ManageDialogs,
}))

export type ManageChoice =
  | { is: 'new-channel' }
  | { is: 'edit-channel'; channel: Channel }
  | { is: 'delete-channel'; channel: Channel }
  | { is: 'new-event' }
  | { is: 'edit-event'; event: LiveEvent }
  | { is: 'delete-event'; event: LiveEvent }

/** `/live/channels`: channels are made, changed and taken away; events are announced. */
export function ManagePage() {
  return (
    <WithRole least="operator">
      <Manage />
    </WithRole>
  )
}

function Manage() {
  const { slug } = useSpace()
  const isAdmin = useAtLeast('admin')
  const query = useQuery(channelsQuery(slug))
  const [open, setOpen] = useState<ManageChoice | null>(null)
  const channels = query.data?.items ?? []
  return (
    <Page
      title="Channels and events"
      actions={
        <>
          {isAdmin && (
            <Button icon={Plus} onClick={() => setOpen({ is: 'new-channel' })}>
              Make a channel
            </Button>
          )}
          {channels.length > 0 && (
            <Button kind="primary" icon={CalendarPlus} onClick={() => setOpen({ is: 'new-event' })}>
              Announce an event
            </Button>
          )}
        </>
      }
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">There is no channel yet. An admin can make one.</p>
          ) : (
            <>
              <Channels channels={items} choose={setOpen} />
              <Events choose={setOpen} />
            </>
          )
        }
      </Loaded>
      <Suspense>
        {open && <ManageDialogs choice={open} channels={channels} onClose={() => setOpen(null)} />}
      </Suspense>
    </Page>
  )
}

type Choose = (choice: ManageChoice) => void

const Channels = ({ channels, choose }: { channels: readonly Channel[]; choose: Choose }) => (
  <ul className="panel">
    {channels.map((channel) => (
      <li key={channel.id} className="panel-row flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <Link to={`/live/${channel.id}` as string} className="block truncate font-semibold">
            {channel.name}
          </Link>
          <span className="block text-sm text-muted">
            {visibilityOptions.find(({ value }) => value === channel.visibility)?.label}
            {channel.record ? ' · recorded' : ' · not recorded'}
            {channel.chat.enabled ? '' : ' · no chat'}
          </span>
        </div>
        <Link
          to={`/live/${channel.id}/broadcast` as string}
          title="Broadcast"
          className={buttonClass({ small: true })}
        >
          <Icon of={Video} size={18} />
          <span className="max-md:sr-only">Broadcast</span>
        </Link>
        {channel.may.edit && (
          <>
            <IconButton
              small
              label={`Edit ${channel.name}`}
              icon={Pencil}
              onClick={() => choose({ is: 'edit-channel', channel })}
            />
            <IconButton
              small
              label={`Delete ${channel.name}`}
              icon={Trash2}
              onClick={() => choose({ is: 'delete-channel', channel })}
            />
          </>
        )}
      </li>
    ))}
  </ul>
)

function Events({ choose }: { choose: Choose }) {
  const { slug } = useSpace()
  const coming = useInfiniteQuery(eventsQuery(slug, 'coming'))
  const past = useInfiniteQuery(eventsQuery(slug, 'past'))
  const remove = (event: LiveEvent, label: string) => (
    <IconButton small label={label} icon={Trash2} onClick={() => choose({ is: 'delete-event', event })} />
  )
  return (
    <>
      <h2 className="mt-10 mb-3">Coming events</h2>
      <Loaded query={coming} skeleton={<SkeletonRows rows={2} />}>
        {({ pages }) =>
          pages[0]?.items.length ? (
            <ComingEvents
              query={coming}
              tools={(event) => (
                <>
                  <IconButton
                    small
                    label={`Edit ${event.title}`}
                    icon={Pencil}
                    onClick={() => choose({ is: 'edit-event', event })}
                  />
                  {remove(event, `Take back ${event.title}`)}
                </>
              )}
            />
          ) : (
            <p className="text-md text-muted">
              Nothing is announced. An announced event counts down on the page of its channel and opens by
              itself.
            </p>
          )
        }
      </Loaded>
      <h2 className="mt-10 mb-3">Past events</h2>
      <Loaded query={past} skeleton={<SkeletonRows rows={2} />}>
        {({ pages }) =>
          pages[0]?.items.length ? (
            <PastEvents query={past} tools={(event) => remove(event, `Forget ${event.title}`)} />
          ) : (
            <p className="text-md text-muted">There was no event yet.</p>
          )
        }
      </Loaded>
    </>
  )
}
