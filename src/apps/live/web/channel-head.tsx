import { Link } from '@tanstack/react-router'
import { Eye, Radio, Share2, SlidersHorizontal, Video, WifiOff } from 'lucide'
import { lazy, Suspense, useRef, useState } from 'react'
import { Badge } from '#web/ui/badge.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { useDocumentTitle, useFocusAfterNavigation } from '#web/ui/page.tsx'
import type { Channel } from '../contract/channel.ts'
import type { Phase } from './phase.ts'
import { viewersWords } from './words.ts'

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }))

/** What is on, how many watch, and where those who run it go. */
export function ChannelHead({ channel, phase }: { channel: Channel; phase: Phase }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [isSharing, setIsSharing] = useState(false)
  const isOn = phase.is === 'live' || phase.is === 'reconnecting'
  const title = (isOn || phase.is === 'waiting' ? phase.event?.title : null) ?? channel.name
  useDocumentTitle(title)
  useFocusAfterNavigation(heading)
  return (
    <div className="live-head">
      <div className="min-w-0 flex-1">
        <h1 ref={heading} tabIndex={-1} className="live-title">
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
      <div className="flex flex-wrap gap-2">
        {channel.may.operate && (
          <Link to={`/live/${channel.id}/broadcast` as string} className={buttonClass()}>
            <Icon of={Video} size={18} />
            Broadcast
          </Link>
        )}
        {channel.may.moderate && (
          <Link to={`/live/${channel.id}/studio` as string} className={`${buttonClass()} max-md:hidden`}>
            <Icon of={SlidersHorizontal} size={18} />
            Studio
          </Link>
        )}
        <Button icon={Share2} onClick={() => setIsSharing(true)}>
          Share
        </Button>
      </div>
      <Suspense>
        {isSharing && <ShareDialog channel={channel} onClose={() => setIsSharing(false)} />}
      </Suspense>
    </div>
  )
}
