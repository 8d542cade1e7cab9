import { Bell, BellRing } from 'lucide'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import type { Channel } from '../contract/channel.ts'
import { useFollow } from './use-follow.ts'

/** For members: to be told when the channel goes live, or no more. `bare` shows the icon alone. */
export function FollowButton({ channel, bare = false }: { channel: Channel; bare?: boolean }) {
  const { slug } = useSpace()
  const { set, busy } = useFollow(slug)
  const { id, name, following } = channel
  if (following === null) return null
  const does = following ? 'Tell me no more when it goes live' : 'Tell me when it goes live'
  return (
    <Button
      {...(bare && { kind: 'quiet', 'aria-label': `${does}: ${name}` })}
      className={[bare && 'btn-icon', following && 'text-accent'].filter(Boolean).join(' ')}
      icon={following ? BellRing : Bell}
      title={does}
      busy={busy}
      onClick={() => set({ id, name, following: !following })}
    >
      {!bare && <span className="max-md:sr-only">{following ? 'You will be told' : 'Tell me'}</span>}
    </Button>
  )
}
