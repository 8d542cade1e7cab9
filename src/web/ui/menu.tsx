import { type IconNode } from 'lucide'
import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useRef } from 'react'
import { Icon } from './icon.tsx'
import { place } from './place.ts'

/**
 * A menu on a native popover: the browser closes it on Escape and on a click elsewhere. Arrow keys, Home and End walk through it.
 * `trigger` gets what the button needs.
 */
export function Menu({
  label,
  trigger,
  children,
}: {
  label: string
  trigger: (button: { popoverTarget: string; 'aria-haspopup': 'menu' }) => ReactNode
  children: ReactNode
}) {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const opened = (event: ToggleEvent) => {
    const element = menu.current
    if (!element || event.newState !== 'open') return
    place(element, document.querySelector(`[popovertarget="${CSS.escape(id)}"]`))
    items(element)[0]?.focus()
  }
  return (
    <>
      {trigger({ popoverTarget: id, 'aria-haspopup': 'menu' })}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="menu"
        onToggle={opened}
        onKeyDown={walk}
        onClick={(event) =>
          (event.target as Element).closest('[role^=menuitem]') && menu.current?.hidePopover()
        }
      >
        {children}
      </div>
    </>
  )
}

export const MenuItem = ({
  icon,
  checked,
  onClick,
  children,
}: {
  icon?: IconNode
  checked?: boolean
  onClick: () => void
  children: ReactNode
}) => (
  <button
    type="button"
    role={checked === undefined ? 'menuitem' : 'menuitemradio'}
    aria-checked={checked}
    tabIndex={-1}
    className="menu-item"
    onClick={onClick}
  >
    {icon && <Icon of={icon} size={18} className="text-muted" />}
    {children}
  </button>
)

const items = (menu: Element) => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')]

function walk(event: KeyboardEvent<HTMLDivElement>) {
  const all = items(event.currentTarget)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
  if (event.key === 'Tab') event.currentTarget.hidePopover()
  if (next === undefined) return
  event.preventDefault()
  all.at(next % all.length)?.focus()
}
