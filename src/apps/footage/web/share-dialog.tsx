import { useState } from 'react'
import { useSpace, useWelcome } from '../../../web/session.ts'
import { CopyField } from '../../../web/ui/copy-field.tsx'
import { Dialog } from '../../../web/ui/dialog.tsx'
import { Check } from '../../../web/ui/fields.tsx'
import { clock } from '../../../web/ui/format.ts'
import type { Clip } from '../contract/clip.ts'

/** The link of a clip, at this second if wanted, and the line that puts it into another page. */
export function ShareDialog({
  clip,
  seconds,
  onClose,
}: {
  clip: Clip
  seconds: number
  onClose: () => void
}) {
  const { slug } = useSpace()
  const { firstSpace } = useWelcome()
  const [here, setHere] = useState(false)
  const at = Math.floor(seconds)
  const house = location.origin + (slug === firstSpace?.slug ? '' : `/s/${slug}`)
  const query = here && at > 0 ? `?t=${at}` : ''
  return (
    <Dialog title="Share" onClose={onClose} width={560}>
      <div className="grid gap-5">
        <p className="text-md text-muted">{whoOpens[clip.visibility]}</p>
        <CopyField label="Link" value={`${house}/footage/${clip.id}${query}`} />
        {at > 0 && (
          <Check
            label={`Start at ${clock(at)}`}
            checked={here}
            onChange={(event) => setHere(event.target.checked)}
          />
        )}
        {clip.visibility === 'public' && (
          <CopyField
            label="Embed in another page"
            value={`<iframe src="${house}/embed/footage/${clip.id}${query}" width="640" height="360" allowfullscreen style="border:0"></iframe>`}
          />
        )}
      </div>
    </Dialog>
  )
}

const whoOpens = {
  public: 'Everybody with the link can watch it.',
  members: 'Members of this space can open the link; others are asked to sign in.',
  private: 'Only you, owners and admins can open the link.',
} as const
