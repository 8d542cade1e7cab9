import { Link } from '@tanstack/react-router'
import { type IconNode, Share2, SlidersHorizontal, Video } from 'lucide'
import { useState } from 'react'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import type { Channel } from '../contract/channel.ts'
import { FollowButton } from './follow-button.tsx'
import { ShareDialog } from './share-dialog.tsx'

/** Where those who run the channel go, and how others are told of it. On a phone the icons alone are seen. */
export function ChannelTools({ channel }: { channel: Channel }) {
  const [isSharing, setIsSharing] = useState(false)
  return (
    <div className="flex gap-2">
      {channel.may.operate && <Tool to={`/live/${channel.id}/broadcast`} icon={Video} name="Broadcast" />}
      {channel.may.moderate && (
        <Tool to={`/live/${channel.id}/studio`} icon={SlidersHorizontal} name="Studio" />
      )}
      <FollowButton channel={channel} />
      <Button icon={Share2} title="Share" onClick={() => setIsSharing(true)}>
        <span className={name}>Share</span>
      </Button>
      {isSharing && <ShareDialog channel={channel} onClose={() => setIsSharing(false)} />}
    </div>
  )
}

const Tool = ({ to, icon, name: word }: { to: string; icon: IconNode; name: string }) => (
  <Link to={to} title={word} className={buttonClass()}>
    <Icon of={icon} size={18} />
    <span className={name}>{word}</span>
  </Link>
)

const name = 'max-md:sr-only'
