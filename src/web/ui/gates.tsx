import { Navigate, useRouter } from '@tanstack/react-router'
import { Lock } from 'lucide'
import { type ReactNode, useState } from 'react'
import type { Me } from '../../contract/accounts.ts'
import type { Role } from '../../contract/shapes.ts'
import { useAtLeast, useMe, useSpace } from '../session.ts'
import { useDocumentTitle } from './page.tsx'
import { roleWords } from './roles.ts'
import { EmptyState } from './states.tsx'

/** Shows its inside to people who are signed in; others sign in first and come back. */
export function SignedIn({ children }: { children: (me: Me) => ReactNode }) {
  const me = useMe()
  const router = useRouter()
  const [search] = useState(() => ({ next: router.latestLocation.href }))
  return me ? children(me) : <Navigate to="/login" search={search} replace />
}

/** Shows its inside to people with at least this role; others read why not. */
export const WithRole = ({ least, children }: { least: Role; children: ReactNode }) => (
  <SignedIn>{() => <RoleGate least={least}>{children}</RoleGate>}</SignedIn>
)

function RoleGate({ least, children }: { least: Role; children: ReactNode }) {
  const allowed = useAtLeast(least)
  const { name, role } = useSpace()
  if (allowed) return children
  return (
    <NotAllowed>
      This page is for {roleWords[least].name.toLowerCase()}s of {name}.{' '}
      {role ? `You are ${roleWords[role].name.toLowerCase()} here.` : 'You are not a member here.'} Ask an
      owner if you need it.
    </NotAllowed>
  )
}

function NotAllowed({ children }: { children: ReactNode }) {
  useDocumentTitle('Not for your role')
  return (
    <EmptyState whole icon={Lock} title="Not for your role">
      {children}
    </EmptyState>
  )
}
