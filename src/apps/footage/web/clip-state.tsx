import { CircleAlert, CloudUpload, EyeOff, LoaderCircle, Users } from 'lucide'
import type { Visibility } from '../../../contract/shapes.ts'
import { Badge } from '../../../web/ui/badge.tsx'
import type { ClipSummary } from '../contract/clip.ts'

/** What a clip is doing, by icon and word; nothing when it is ready. */
export function ClipStateBadge({ state, progress }: Pick<ClipSummary, 'state' | 'progress'>) {
  if (state === 'uploading') return <Badge icon={CloudUpload}>Uploading</Badge>
  if (state === 'failed')
    return (
      <Badge icon={CircleAlert} tone="danger">
        Failed
      </Badge>
    )
  if (state === 'processing')
    return (
      <Badge icon={LoaderCircle} tone="accent">
        Processing {Math.floor(progress.percent)} %
      </Badge>
    )
  return null
}

/** Who can see a clip; nothing when everybody can. */
export function VisibilityBadge({ visibility }: { visibility: Visibility }) {
  if (visibility === 'members') return <Badge icon={Users}>Members</Badge>
  if (visibility === 'private') return <Badge icon={EyeOff}>Private</Badge>
  return null
}

export const visibilityOptions = [
  { value: 'members', label: 'Members of this space' },
  { value: 'public', label: 'Everybody, also without an account' },
  { value: 'private', label: 'Only me, owners and admins' },
] as const
