import { Settings } from 'lucide'
import { Icon } from '#web/ui/icon.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { Tick } from '#web/ui/player/settings-menu.tsx'
import { automatic, type Quality } from './live-source.ts'

/** How much of the line the picture takes. Nothing where there is no choice. */
export function QualityMenu(menu: {
  qualities: Quality[]
  playing: number
  chosen: number
  onQuality: (id: number) => void
}) {
  const now = menu.qualities.find(({ id }) => id === menu.playing)?.label
  if (menu.qualities.length < 2 && menu.chosen === automatic) return null
  const choices = [
    { id: automatic, label: menu.chosen === automatic && now ? `Automatic (${now})` : 'Automatic' },
    ...menu.qualities,
  ]
  return (
    <Menu
      label="Quality"
      trigger={(button) => (
        <button type="button" className="player-button" aria-label="Quality" title="Quality" {...button}>
          <Icon of={Settings} />
        </button>
      )}
    >
      {choices.map(({ id, label }) => (
        <MenuItem key={id} checked={id === menu.chosen} onClick={() => menu.onQuality(id)}>
          <Tick on={id === menu.chosen} />
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
