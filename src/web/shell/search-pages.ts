import { LogIn, Settings, Shield, type IconNode } from 'lucide'
import { useApps, useAtLeast, useMe } from '../session.ts'

export type FoundPage = { title: string; href: string; icon: IconNode }

/** The pages of the house that this person can open and whose title has `text` in it. */
export function usePages(text: string): FoundPage[] {
  const me = useMe()
  const admin = useAtLeast('admin')
  const pages = [
    ...useApps().map((app) => page(app.title, app.path, app.icon)),
    ...(me ? mine : [page('Sign in', '/login', LogIn)]),
    ...(admin ? administration : []),
  ]
  return pages.filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()))
}

const page = (title: string, href: string, icon: IconNode): FoundPage => ({ title, href, icon })

const mine = [
  page('My profile', '/settings/profile', Settings),
  page('Password and two-factor sign-in', '/settings/security', Settings),
  page('My sessions', '/settings/sessions', Settings),
  page('API keys', '/settings/api-keys', Settings),
  page('Appearance', '/settings/appearance', Settings),
]

const administration = [
  page('Overview of this house', '/admin/overview', Shield),
  page('Jobs', '/admin/jobs', Shield),
  page('Members and invitations', '/admin/members', Shield),
  page('Space settings', '/admin/settings', Shield),
]
