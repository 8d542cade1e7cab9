import { Link } from '@tanstack/react-router'
import { type IconNode, LogIn, Moon, PanelLeft, Search, Settings, Shield, Sun } from 'lucide'
import { type ReactNode, useState } from 'react'
import { useApps, useAtLeast, useMe } from '../session.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { isDark, isRailNarrow, saveRail, saveTheme } from '../ui/theme.ts'
import { useShortcut } from '../ui/shortcuts.tsx'
import { AccountMenu } from './account-menu.tsx'
import { useHouseKeys } from './house-keys.tsx'
import { SpaceMenu } from './space-menu.tsx'

/** The left rail of a desktop: space, search, apps, administration, settings. */
export function Rail() {
  const apps = useApps()
  const me = useMe()
  const admin = useAtLeast('admin')
  const { openSearch } = useHouseKeys()
  return (
    <nav aria-label="House" className="rail">
      <SpaceMenu className="rail-item rail-space" />
      <RailButton icon={Search} onClick={openSearch} keys="Ctrl K">
        Search
      </RailButton>
      <div className="h-3" />
      {apps.map((app) => (
        <RailLink key={app.id} to={app.path} icon={app.icon}>
          {app.title}
        </RailLink>
      ))}
      <div className="flex-1" />
      {admin && (
        <RailLink to="/admin" icon={Shield}>
          Admin
        </RailLink>
      )}
      {me ? (
        <RailLink to="/settings" icon={Settings}>
          Settings
        </RailLink>
      ) : (
        <RailLink to="/login" icon={LogIn}>
          Sign in
        </RailLink>
      )}
      <div className="rail-foot">
        {me && <AccountMenu className="rail-item" name={me.account.name} />}
        <ThemeButton />
        <FoldButton />
      </div>
    </nav>
  )
}

const RailLink = ({ to, icon, children }: { to: string; icon: IconNode; children: string }) => (
  <Link to={to} className="rail-item" title={children} activeOptions={{ includeSearch: false }}>
    <Icon of={icon} />
    <span>{children}</span>
  </Link>
)

const RailButton = (button: { icon: IconNode; onClick: () => void; keys?: string; children: ReactNode }) => (
  <button type="button" className="rail-item" onClick={button.onClick} title={button.keys}>
    <Icon of={button.icon} />
    <span>{button.children}</span>
    {button.keys && <kbd aria-hidden>{button.keys}</kbd>}
  </button>
)

function ThemeButton() {
  const [dark, setDark] = useState(isDark)
  const turn = () => {
    saveTheme(dark ? 'light' : 'dark')
    setDark(!dark)
  }
  return (
    <IconButton label={dark ? 'Light theme' : 'Dark theme'} icon={dark ? Sun : Moon} small onClick={turn} />
  )
}

function FoldButton() {
  const [narrow, setNarrow] = useState(isRailNarrow)
  const fold = () => {
    saveRail(!narrow)
    setNarrow(!narrow)
  }
  useShortcut('[', 'Fold or unfold the rail', fold)
  return (
    <IconButton label={narrow ? 'Unfold the rail' : 'Fold the rail'} icon={PanelLeft} small onClick={fold} />
  )
}
