import { useSpace, useWelcome } from '#web/session.ts'
import { CopyField } from '#web/ui/copy-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import type { Channel } from '../contract/channel.ts'

/** The link of a channel, and the line that puts it into another page. Both stay the same for every event. */
export function ShareDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { slug } = useSpace()
  const { firstSpace } = useWelcome()
  const house = location.origin + (slug === firstSpace?.slug ? '' : `/s/${slug}`)
  return (
    <Dialog title="Share" onClose={onClose} width={560}>
      <div className="grid gap-5">
        <p className="text-md text-muted">
          {whoOpens[channel.visibility]} It stays the same for every event.
        </p>
        <CopyField label="Link" value={`${house}/live/${channel.id}`} />
        {channel.visibility === 'public' && (
          <CopyField
            label="Embed in another page"
            value={`<iframe src="${house}/embed/live/${channel.id}" width="640" height="360" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen style="border:0"></iframe>`}
          />
        )}
      </div>
    </Dialog>
  )
}

const whoOpens = {
  public: 'Everybody with the link can watch.',
  members: 'Members of this space can open the link; others are asked to sign in.',
  private: 'Only operators, admins and owners can open the link.',
} as const
