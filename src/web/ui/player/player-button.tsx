import type { IconNode } from 'lucide'
import type { ButtonHTMLAttributes } from 'react'
import { Icon } from '../icon.tsx'

/** One of the buttons below the picture. */
export const PlayerButton = ({
  label,
  icon,
  pressed,
  className = '',
  ...rest
}: {
  label: string
  icon: IconNode
  pressed?: boolean
} & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button
    type="button"
    {...rest}
    aria-label={label}
    aria-pressed={pressed}
    title={label}
    className={`player-button ${className}`}
  >
    <Icon of={icon} />
  </button>
)
