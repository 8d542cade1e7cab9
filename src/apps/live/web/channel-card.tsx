import { Link } from '@tanstack/react-router'
import { Eye, Radio, WifiOff } from 'lucide'
import { Badge } from '#web/ui/badge.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import type { Channel } from '../contract/channel.ts'
import { viewersWords } from './words.ts'

/** A channel in the list: what is on, or what comes next. One height for all. */
export const ChannelCard = ({ channel }: { channel: Channel }) => (
  <Link to={`/live/${channel.id}` as string} className="panel flex h-40 flex-col gap-2 p-4 hover:bg-hover">
    <span className="flex h-7 items-center justify-between gap-2">
      <State channel={channel} />
      {channel.state !== 'offline' && (
        <span className="inline-flex items-center gap-1 text-sm text-muted">
          <Icon of={Eye} size={16} />
          {viewersWords(channel.viewers)}
        </span>
      )}
    </span>
    <h2 className="line-clamp-2 leading-tight">{channel.event?.title ?? channel.name}</h2>
    <span className="line-clamp-2 pr-8 text-sm text-muted">{aboutOf(channel)}</span>
  </Link>
)

/** The name of a channel whose event is shown, what comes next, what it is about. */
function aboutOf({ name, description, event, next }: Channel): string {
  if (event === null && next?.scheduledAt) return `Next: ${next.title}, ${fullTime(next.scheduledAt)}`
  const shown = event && event.title !== name ? [name, description] : [description]
  return shown.filter(Boolean).join(' · ')
}

const State = ({ channel: { state } }: { channel: Channel }) =>
  state === 'live' ? (
    <Badge icon={Radio} tone="danger">
      Live
    </Badge>
  ) : state === 'reconnecting' ? (
    <Badge icon={WifiOff} tone="warn">
      Reconnecting
    </Badge>
  ) : (
    <Badge icon={Radio}>Off air</Badge>
  )
