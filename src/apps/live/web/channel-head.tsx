import { Eye, Radio, WifiOff } from 'lucide'
import { lazy, Suspense, useRef } from 'react'
import { Badge } from '#web/ui/badge.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { useDocumentTitle, useFocusAfterNavigation } from '#web/ui/page.tsx'
import type { Channel } from '../contract/channel.ts'
import type { Phase } from './phase.ts'
import { viewersWords } from './words.ts'

const ChannelTools = lazy(async () => ({ default: (await import('./channel-tools.tsx')).ChannelTools }))

/** What is on, how many watch, and what one can do with it. */
export function ChannelHead({ channel, phase }: { channel: Channel; phase: Phase }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const isOn = phase.is === 'live' || phase.is === 'reconnecting'
  const title = (isOn || phase.is === 'waiting' ? phase.event?.title : null) ?? channel.name
  useDocumentTitle(title)
  useFocusAfterNavigation(heading)
  return (
    <div className="live-head">
      <div className="min-w-0 flex-1">
        <h1 ref={heading} tabIndex={-1} className="live-title" title={title}>
          {title}
        </h1>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-md text-muted">
          {phase.is === 'live' && (
            <Badge icon={Radio} tone="danger">
              Live
            </Badge>
          )}
          {phase.is === 'reconnecting' && (
            <Badge icon={WifiOff} tone="warn">
              Reconnecting
            </Badge>
          )}
          {isOn && (
            <span className="inline-flex items-center gap-1">
              <Icon of={Eye} size={16} />
              {viewersWords(channel.viewers)}
            </span>
          )}
          {title !== channel.name && <span className="truncate">{channel.name}</span>}
        </p>
      </div>
      <Suspense>
        <ChannelTools channel={channel} />
      </Suspense>
    </div>
  )
}
