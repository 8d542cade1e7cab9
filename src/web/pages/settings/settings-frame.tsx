import type { ReactNode } from 'react'
import type { Me } from '../../../contract/accounts.ts'
import { SignedIn } from '../../ui/gates.tsx'
import { Page } from '../../ui/page.tsx'

/** The frame of every part of the settings. */
export const SettingsFrame = ({ children }: { children: (me: Me) => ReactNode }) => (
  <SignedIn>
    {(me) => (
      <Page title="Settings" tabs={tabs}>
        {children(me)}
      </Page>
    )}
  </SignedIn>
)

const tabs = [
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/security', label: 'Security' },
  { to: '/settings/sessions', label: 'Sessions' },
  { to: '/settings/api-keys', label: 'API keys' },
  { to: '/settings/notifications', label: 'Notifications' },
  { to: '/settings/appearance', label: 'Appearance' },
]
