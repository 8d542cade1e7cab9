import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock, Film, Heart, LoaderCircle, type IconNode, Radio, WifiOff } from 'lucide'
import { type ReactNode, useEffect } from 'react'
import { useSpace } from '#web/session.ts'
import { Icon } from '#web/ui/icon.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import type { Channel } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { countdown } from './countdown.ts'
import { nothingOnAir, opensByItself } from './curtain-words.ts'
import { eventQuery } from './live-queries.ts'
import type { Phase } from './phase.ts'
import { useNow } from './use-now.ts'

/** What stands where the picture will be. It opens by itself: nobody has to reload. */
export function Curtain({
  channel,
  phase,
  load,
}: {
  channel: Channel
  phase: Phase
  /** Fetches the player, so that it is there when the picture comes. */
  load: () => unknown
}) {
  useEffect(() => {
    const timer = setTimeout(load, 1500)
    return () => clearTimeout(timer)
  }, [load])
  if (phase.is === 'ended') return <Ended channel={channel} eventId={phase.eventId} />
  if (phase.is === 'reconnecting')
    return (
      <Words icon={WifiOff} title="The encoder lost its connection">
        We keep your place. The picture goes on by itself as soon as it is back.
      </Words>
    )
  if (phase.is === 'waiting')
    return (
      <Words icon={LoaderCircle} turns title={`${phase.event.title} begins in a moment`}>
        {opensByItself}
      </Words>
    )
  const next = phase.is === 'offline' ? phase.next : null
  if (next?.scheduledAt) return <Next event={next} at={next.scheduledAt} />
  return (
    <Words icon={Radio} title={nothingOnAir.title}>
      {nothingOnAir.text}
    </Words>
  )
}

function Next({ event, at }: { event: LiveEvent; at: string }) {
  const left = countdown(Date.parse(at), useNow())
  return (
    <Words icon={CalendarClock} title={event.title}>
      {left === null ? (
        'Begins in a moment.'
      ) : (
        <span role="timer" className="block text-3xl font-semibold text-[#fff]">
          {left}
        </span>
      )}
      <span className="block">{fullTime(at)}</span>
      {opensByItself}
    </Words>
  )
}

/** The recording comes some seconds after the end. */
function Ended({ channel, eventId }: { channel: Channel; eventId: string }) {
  const { slug } = useSpace()
  const event = useQuery({
    ...eventQuery(slug, eventId),
    refetchInterval: ({ state }) => (state.data?.clipId || state.dataUpdateCount > 40 ? false : 3000),
  }).data
  return (
    <Words icon={Heart} title="Thank you for being here">
      {event?.clipId ? (
        <Link to={`/live/${channel.id}/past/${eventId}` as string} className="btn mt-2 text-ink">
          <Icon of={Film} size={18} />
          Watch the recording
        </Link>
      ) : channel.record ? (
        'The event is over. Its recording will be here in a moment.'
      ) : (
        'The event is over.'
      )}
      {channel.next?.scheduledAt && (
        <p className="mt-2 text-sm">
          Next: {channel.next.title}, {fullTime(channel.next.scheduledAt)}
        </p>
      )}
    </Words>
  )
}

const Words = ({
  icon,
  title,
  turns = false,
  children,
}: {
  icon: IconNode
  title: string
  turns?: boolean
  children: ReactNode
}) => (
  <div role="status" className="live-curtain">
    <Icon of={icon} size={32} className={turns ? 'animate-spin' : ''} />
    <p className="text-lg font-semibold text-[#fff]">{title}</p>
    <div className="text-md">{children}</div>
  </div>
)
