import { useInfiniteQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import type { Channel } from '../contract/channel.ts'
import { MessageText } from './chat/message-text.tsx'
import { ComingEvents, PastEvents } from './event-lists.tsx'
import { eventsQuery } from './events-query.ts'
import { useFreshEvents } from './use-fresh-events.ts'

const ChannelDialog = lazy(async () => ({
  default: (await import('./manage/channel-dialog.tsx')).ChannelDialog,
}))

/** Below the picture: what the event is about, what comes, and what can be watched again. */
export function ChannelAbout({ channel }: { channel: Channel }) {
  const { slug } = useSpace()
  const [isEditing, setIsEditing] = useState(false)
  const coming = useInfiniteQuery(eventsQuery(slug, 'coming', channel.id))
  const past = useInfiniteQuery(eventsQuery(slug, 'past', channel.id))
  useFreshEvents([channel])
  const words = [channel.event?.description ?? '', channel.description].filter((text) => text !== '')
  const has = (list: typeof coming) => (list.data?.pages[0]?.items.length ?? 0) > 0
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      {words.map((text) => (
        <p key={text} dir="auto" className="max-w-lg">
          <MessageText text={text} />
        </p>
      ))}
      {has(coming) && (
        <section>
          <h2 className="mb-3">Coming</h2>
          <ComingEvents query={coming} />
        </section>
      )}
      {has(past) && (
        <section>
          <h2 className="mb-3">To watch again</h2>
          <PastEvents query={past} />
        </section>
      )}
      {channel.may.edit && (
        <div>
          <Button icon={Pencil} onClick={() => setIsEditing(true)}>
            Edit channel
          </Button>
        </div>
      )}
      <Suspense>
        {isEditing && <ChannelDialog channel={channel} onClose={() => setIsEditing(false)} />}
      </Suspense>
    </div>
  )
}
