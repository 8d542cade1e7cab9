import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronsUpDown, House } from 'lucide'
import { useMe, useSpace, useWelcome } from '../session.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'

/** The name of the space; a switch for those who are in several. */
export function SpaceMenu({ className }: { className: string }) {
  const space = useSpace()
  const { firstSpace } = useWelcome()
  const mine = useMe()?.spaces ?? []
  const others = mine.filter(({ slug }) => slug !== space.slug)
  const navigate = useNavigate()
  const name = (
    <>
      <Icon of={House} className="text-accent" />
      <span className="truncate">{space.name || 'Longhouse'}</span>
    </>
  )
  if (others.length === 0) return <div className={className}>{name}</div>
  return (
    <Menu
      label="Spaces"
      trigger={(button) => (
        <button type="button" className={className} title="Change space" {...button}>
          {name}
          <Icon of={ChevronsUpDown} size={16} className="text-muted" />
        </button>
      )}
    >
      {mine.map(({ slug, name }) => (
        <MenuItem
          key={slug}
          checked={slug === space.slug}
          onClick={() =>
            void navigate({ to: '/', search: { space: slug === firstSpace?.slug ? undefined : slug } })
          }
        >
          <span className="flex-1 truncate">{name}</span>
          {slug === space.slug && <Icon of={Check} size={18} className="text-accent" />}
        </MenuItem>
      ))}
    </Menu>
  )
}
