import { Link } from '@tanstack/react-router'
import { type IconNode, LogIn, Search, Settings, Shield } from 'lucide'
import { useApps, useAtLeast, useMe } from '../session.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { AccountMenu } from './account-menu.tsx'
import { useHouseKeys } from './house-keys.tsx'
import { SpaceMenu } from './space-menu.tsx'

export function TopBar() {
  const me = useMe()
  const { openSearch } = useHouseKeys()
  return (
    <header className="top-bar">
      <SpaceMenu className="flex min-h-10 min-w-0 flex-1 items-center gap-2 px-2 font-semibold" />
      <IconButton label="Search" icon={Search} onClick={openSearch} />
      {me ? (
        <AccountMenu className="btn btn-quiet btn-icon [&>span:last-child]:sr-only" name={me.account.name} />
      ) : (
        <Link to="/login" className="btn btn-quiet">
          Sign in
        </Link>
      )}
    </header>
  )
}

/** Five slots: the apps, then what else one needs while there is room. */
export function BottomBar() {
  const apps = useApps()
  const me = useMe()
  const admin = useAtLeast('admin')
  const more: Slot[] = me
    ? [
        ...(admin ? [{ to: '/admin', icon: Shield, title: 'Admin' }] : []),
        { to: '/settings', icon: Settings, title: 'Settings' },
      ]
    : [{ to: '/login', icon: LogIn, title: 'Sign in' }]
  // Before the first answer nothing is known: a lone slot would go aside for the others.
  const slots: Slot[] =
    apps.length === 0 ? [] : [...apps.map(({ path, icon, title }) => ({ to: path, icon, title })), ...more]
  return (
    <nav aria-label="Apps" className="bottom-bar">
      {slots.slice(0, 5).map(({ to, icon, title }) => (
        <Link key={to} to={to} className="bottom-item" activeOptions={{ includeSearch: false }}>
          <Icon of={icon} size={22} />
          {title}
        </Link>
      ))}
    </nav>
  )
}

type Slot = { to: string; icon: IconNode; title: string }
