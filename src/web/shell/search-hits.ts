import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { User } from 'lucide'
import type { SearchHit, searchSpace } from '../../contract/search.ts'
import { call } from '../api.ts'
import { useApps, useSpace } from '../session.ts'
import { useTypedSearch } from '../use-typed-search.ts'
import type { HitKind } from '../web-app.ts'

/** A hit and how it is drawn. A member has no page: `narrow` searches for what they wrote. */
export type DrawnHit = { hit: SearchHit; kind: Pick<HitKind, 'name' | 'icon'> } & (
  | { href: string }
  | { narrow: string }
)

/** What the server finds for `text` as it is typed: one request under way at most, the latest text next. */
export function useHits(text: string) {
  const { slug } = useSpace()
  const kinds: Record<string, HitKind> = Object.assign({}, ...useApps().map((app) => app.kinds))
  const asked = useTypedSearch(text, ['search', slug])
  const query = useInfiniteQuery({
    queryKey: ['search', slug, asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof searchSpace>('GET /spaces/:space/search', {
        params: { space: slug },
        query: { q: asked, limit: 20, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    // The next letter is the next try.
    retry: false,
  })
  const found = text === '' ? [] : (query.data?.pages.flatMap((page) => page.items) ?? [])
  const offline = query.fetchStatus === 'paused'
  return {
    hits: found.flatMap((hit): DrawnHit[] => {
      if (hit.kind === 'member') return [{ hit, kind: member, narrow: `from:"${textOf(hit.title)}" ` }]
      const kind = kinds[hit.kind]
      return kind ? [{ hit, kind, href: kind.hrefOf(hit) }] : []
    }),
    /** The answer to `text` itself is not there yet. */
    pending: text !== '' && !offline && (asked !== text || query.isFetching),
    problem: text !== '' && asked === text && query.isError ? query.error : null,
    offline: text !== '' && offline,
    more: query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : null,
    retry: () => void query.refetch(),
  }
}

const member = { name: 'Member', icon: User }

/** Quotes would end the name inside the query. */
const textOf = (snippet: SearchHit['title']) => snippet.map(({ text }) => text.replaceAll('"', '')).join('')
