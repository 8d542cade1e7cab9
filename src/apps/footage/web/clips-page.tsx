import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Film, SearchX } from 'lucide'
import { useMemo } from 'react'
import { useSpace } from '../../../web/session.ts'
import { Loaded } from '../../../web/ui/loaded.tsx'
import { Page } from '../../../web/ui/page.tsx'
import { EmptyState } from '../../../web/ui/states.tsx'
import { ClipCardSkeleton } from './clip-card.tsx'
import { ClipFilters } from './clip-filters.tsx'
import { ClipGrid } from './clip-grid.tsx'
import { clipsQuery } from './clip-queries.ts'
import { type ListSearch, listSearch } from './footage-urls.ts'
import { UploadButton } from './upload-button.tsx'

/** `/footage`: the clips of this space that the reader may see, the newest first. */
export function ClipsPage() {
  const filters = listSearch(useSearch({ strict: false }))
  const { slug, role } = useSpace()
  const query = useInfiniteQuery({
    ...clipsQuery(slug, filters),
    // Clips that are on their way change by themselves.
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((clip) => clip.state === 'processing')) ? 4000 : false,
  })
  const clips = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const more = query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : null
  return (
    <Page title={filters.deleted ? 'Deleted clips' : 'Footage'} actions={role && <UploadButton />}>
      <ClipFilters filters={filters} />
      <Loaded query={query} skeleton={<GridSkeleton />}>
        {() => (clips.length > 0 ? <ClipGrid clips={clips} more={more} /> : <NoClips filters={filters} />)}
      </Loaded>
    </Page>
  )
}

function NoClips({ filters }: { filters: ListSearch }) {
  const { role } = useSpace()
  if (filters.deleted)
    return (
      <EmptyState icon={Film} title="Nothing deleted">
        Deleted clips stay here for 7 days, then they are really gone.
      </EmptyState>
    )
  if (Object.keys(filters).length > 0)
    return (
      <EmptyState icon={SearchX} title="No clip matches">
        Try fewer words, or clear the filters.
      </EmptyState>
    )
  return (
    <EmptyState icon={Film} title="No clips yet">
      {role
        ? 'Drop a video anywhere on this page, or choose Upload. It can be watched seconds after its last byte.'
        : 'Members of this space have not shared anything with everybody.'}
    </EmptyState>
  )
}

const GridSkeleton = () => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-4">
    {Array.from({ length: 8 }, (_, index) => (
      <ClipCardSkeleton key={index} />
    ))}
  </div>
)
