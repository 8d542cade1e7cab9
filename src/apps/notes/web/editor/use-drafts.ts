import { useQueryClient } from '@tanstack/react-query'
import { useMe, useSpace } from '#web/session.ts'
import { openBrowserDrafts } from './browser-drafts.ts'
import type { Drafts } from './drafts.ts'

/** The drafts of this person in this space. One for the whole page, so that two parts of it do not write over each other. */
export function useDrafts(): Drafts {
  const account = useMe()?.account.id ?? ''
  const { slug } = useSpace()
  const queries = useQueryClient()
  const key = ['note-drafts', account, slug]
  const known = queries.getQueryData<Drafts>(key)
  if (known) return known
  queries.setQueryDefaults(key, { gcTime: Infinity, structuralSharing: false })
  return queries.setQueryData<Drafts>(key, openBrowserDrafts(account, slug))!
}
