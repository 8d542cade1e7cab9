import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide'
import { buttonClass } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'

/** The pages of those who run a channel. */
export const runTabs = (id: string) => [
  { to: `/live/${id}/broadcast`, label: 'Broadcast' },
  { to: `/live/${id}/studio`, label: 'Studio' },
]

export const ToLivePage = ({ id }: { id: string }) => (
  <Link to={`/live/${id}` as string} className={buttonClass()}>
    <Icon of={ExternalLink} size={18} />
    Open the live page
  </Link>
)
