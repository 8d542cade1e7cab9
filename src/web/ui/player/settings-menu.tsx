import { Check, Settings } from 'lucide'
import { Icon } from '../icon.tsx'
import { Menu, MenuItem } from '../menu.tsx'
import type { Quality } from './media-source.ts'

export const rates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const

/** Quality and speed. */
export function SettingsMenu(menu: {
  qualities: Quality[]
  playing: number
  chosen: number
  onQuality: (id: number) => void
  rate: number
  onRate: (rate: number) => void
}) {
  const now = menu.qualities.find(({ id }) => id === menu.playing)?.label
  const choices = [
    { id: -1, label: menu.chosen === -1 && now ? `Automatic (${now})` : 'Automatic' },
    ...menu.qualities,
  ]
  return (
    <Menu
      label="Quality and speed"
      trigger={(button) => (
        <button
          type="button"
          className="player-button"
          aria-label="Quality and speed"
          title="Quality and speed"
          {...button}
        >
          <Icon of={Settings} />
        </button>
      )}
    >
      <div className="grid grid-cols-2 gap-x-1">
        <div role="group" aria-label="Quality">
          <p className="px-2.5 py-1 text-sm text-muted">Quality</p>
          {choices.map(({ id, label }) => (
            <MenuItem key={id} checked={id === menu.chosen} onClick={() => menu.onQuality(id)}>
              <Tick on={id === menu.chosen} />
              {label}
            </MenuItem>
          ))}
        </div>
        <div role="group" aria-label="Speed">
          <p className="px-2.5 py-1 text-sm text-muted">Speed</p>
          {rates.map((rate) => (
            <MenuItem key={rate} checked={rate === menu.rate} onClick={() => menu.onRate(rate)}>
              <Tick on={rate === menu.rate} />
              {rate === 1 ? 'Normal' : `${rate}×`}
            </MenuItem>
          ))}
        </div>
      </div>
    </Menu>
  )
}

export const Tick = ({ on }: { on: boolean }) => (
  <Icon of={Check} size={16} className={on ? 'text-accent' : 'invisible'} />
)
