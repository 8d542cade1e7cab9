import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Me, readWelcome } from '../contract/accounts.ts'
import type { readSpace } from '../contract/spaces.ts'
import type { AnswerOf } from '../contract/route.ts'
import type { Role } from '../contract/shapes.ts'
import { ApiProblem, call } from './api.ts'
import { webApps } from './web-apps.ts'

/** Who is asking, and in which space. */

export type Welcome = AnswerOf<typeof readWelcome>
export type CurrentSpace = { slug: string; name: string; role: Role | null }

export const welcomeQuery = queryOptions({
  queryKey: ['welcome'],
  queryFn: ({ signal }) => {
    const ask = () => call<typeof readWelcome>('GET /welcome', { signal })
    // The cookie of a session that ended goes with the first refusal: then one is a guest.
    return ask().catch((problem: unknown) => {
      if (problem instanceof ApiProblem && problem.status === 401) return ask()
      throw problem
    })
  },
  // Roles change while a page is open: it looks when it is looked at, and once a minute meanwhile.
  staleTime: 15_000,
  refetchInterval: 60_000,
  refetchOnWindowFocus: 'always',
})

/** The first answer. Pages below the shell are only shown once it is there. */
export const useWelcome = (): Welcome => useQuery(welcomeQuery).data ?? nobody

/** The person who is signed in; null for guests. */
export const useMe = (): Me | null => useWelcome().me

/** The apps that are on, in the order of the navigation. */
export const useApps = () => {
  const on = useWelcome().apps
  return webApps.filter((app) => on.includes(app.id))
}

/** The space of this page: the one in `/s/:space`, else the first one. Its role is null for guests and strangers. */
export function useSpace(): CurrentSpace {
  const { firstSpace, me } = useWelcome()
  const asked = useSearch({ strict: false }).space as string | undefined
  const slug = asked ?? firstSpace?.slug ?? ''
  const mine = me?.spaces.find((space) => space.slug === slug)
  const stranger = useQuery({
    queryKey: ['space', slug],
    queryFn: ({ signal }) =>
      call<typeof readSpace>('GET /spaces/:space', { params: { space: slug }, signal }),
    enabled: !mine && slug !== '' && slug !== firstSpace?.slug,
  })
  const name = mine?.name ?? (slug === firstSpace?.slug ? firstSpace.name : stranger.data?.name) ?? slug
  return { slug, name, role: mine?.role ?? null }
}

/** Whether the person has at least this role in this space. */
export const useAtLeast = (least: Role): boolean => {
  const { role } = useSpace()
  return role !== null && ranks.indexOf(role) >= ranks.indexOf(least)
}

/** Takes what sign in, setup and joining answer, and forgets everything that was read as someone else. */
export function useEnter() {
  const queries = useQueryClient()
  return async (me: Me | null) => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'welcome' })
    queries.setQueryData(welcomeQuery.queryKey, (old) => old && { ...old, me })
    await queries.invalidateQueries({ queryKey: welcomeQuery.queryKey })
  }
}

/** When a role has changed while the page is open, everything that was read with the old one is read again. */
export function useFreshRights(): void {
  const queries = useQueryClient()
  const me = useQuery(welcomeQuery).data?.me
  const rights = me?.spaces.map(({ slug, role }) => `${slug} ${role}`).join()
  const before = useRef(rights)
  useEffect(() => {
    const known = before.current
    before.current = rights
    if (known === undefined || rights === undefined || known === rights) return
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'welcome' })
  }, [queries, rights])
}

const ranks: readonly Role[] = ['member', 'operator', 'admin', 'owner']
const nobody: Welcome = { setup: { needed: false, tokenNeeded: false }, apps: [], firstSpace: null, me: null }
