import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { useSpace } from '../../../web/session.ts'
import { Loaded } from '../../../web/ui/loaded.tsx'
import { useDocumentTitle } from '../../../web/ui/page.tsx'
import { Skeleton } from '../../../web/ui/skeleton.tsx'
import type { Clip } from '../contract/clip.ts'
import { ClipPlayer, type Seek } from './clip-player.tsx'
import { clipQuery } from './clip-queries.ts'
import { clipSearch } from './footage-urls.ts'

/** `/embed/footage/:id`: the player alone, for other people's pages. Public clips only: no cookie comes along in a frame. */
export function EmbedPage() {
  const { id = '' } = useParams({ strict: false })
  const { slug } = useSpace()
  const query = useQuery(clipQuery(slug, id))
  return (
    <main className="grid h-dvh place-items-center overflow-hidden bg-[#000000]">
      <Loaded query={query} skeleton={<Skeleton className="h-dvh w-dvw" />}>
        {(clip) => <Embedded clip={clip} reload={query.refetch} />}
      </Loaded>
    </main>
  )
}

function Embedded({ clip, reload }: { clip: Clip; reload: () => Promise<{ data?: Clip | undefined }> }) {
  const { t } = clipSearch(useSearch({ strict: false }))
  const seek = useRef<Seek>(null)
  useDocumentTitle(clip.title)
  return (
    <div className="w-full">
      <h1 className="sr-only">{clip.title}</h1>
      <ClipPlayer clip={clip} startAt={t} seek={seek} reload={reload} sizes="100vw" />
    </div>
  )
}
