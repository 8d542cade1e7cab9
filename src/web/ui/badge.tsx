import type { IconNode } from 'lucide'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type Tone = 'neutral' | 'accent' | 'success' | 'danger' | 'warn'

/** A state by icon and word; the colour only helps. */
export const Badge = ({
  icon,
  tone = 'neutral',
  children,
}: {
  icon?: IconNode
  tone?: Tone
  children: ReactNode
}) => (
  <span className={`badge${tone === 'neutral' ? '' : ` badge-${tone}`}`}>
    {icon && <Icon of={icon} size={14} />}
    {children}
  </span>
)
