import type { ReactNode } from 'react'
import { WithRole } from '../../ui/gates.tsx'
import { Page } from '../../ui/page.tsx'

/** The frame of every part of the administration of a space. */
export const AdminFrame = ({ children, actions }: { children: ReactNode; actions?: ReactNode }) => (
  <WithRole least="admin">
    <Page title="Admin" tabs={tabs} actions={actions}>
      {children}
    </Page>
  </WithRole>
)

const tabs = [
  { to: '/admin/overview', label: 'Overview' },
  { to: '/admin/jobs', label: 'Jobs' },
  { to: '/admin/members', label: 'Members' },
  { to: '/admin/audit', label: 'Audit' },
  { to: '/admin/settings', label: 'Settings' },
]
