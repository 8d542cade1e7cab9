import { LoaderCircle, type IconNode } from 'lucide'
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Icon } from './icon.tsx'

type Look = {
  kind?: 'plain' | 'primary' | 'danger' | 'quiet'
  small?: boolean
  icon?: IconNode
}

/** Class names of a button, for links that look like one. */
export const buttonClass = ({ kind = 'plain', small = false }: Look = {}) =>
  `btn${kind === 'plain' ? '' : ` btn-${kind}`}${small ? ' btn-small' : ''}`

/** While `busy` it turns, cannot be pressed again and keeps the focus. */
export function Button({
  kind,
  small,
  icon,
  busy = false,
  className = '',
  children,
  onClick,
  ...rest
}: Look & { busy?: boolean; children?: ReactNode } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const shown = busy ? LoaderCircle : icon
  return (
    <button
      type="button"
      {...rest}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      aria-disabled={busy || undefined}
      className={`${buttonClass({ ...(kind && { kind }), ...(small && { small }) })} ${className}`}
    >
      {shown && <Icon of={shown} size={18} className={busy ? 'animate-spin' : ''} />}
      {children}
    </button>
  )
}

/** A button of one icon. Its label is read out and shown on hover. */
export const IconButton = ({
  label,
  icon,
  kind = 'quiet',
  small = false,
  className = '',
  ...rest
}: Look & { label: string; icon: IconNode } & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    {...rest}
    className={`${buttonClass({ kind, small })} btn-icon ${className}`}
  >
    <Icon of={icon} size={small ? 18 : 20} />
  </button>
)
