import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useRef } from 'react'
import { useMe, useSpace } from '../../../web/session.ts'
import { Loaded } from '../../../web/ui/loaded.tsx'
import { Page } from '../../../web/ui/page.tsx'
import { fullTime } from '../../../web/ui/relative-time.tsx'
import { Skeleton } from '../../../web/ui/skeleton.tsx'
import type { Clip } from '../contract/clip.ts'
import { ClipActions } from './clip-actions.tsx'
import { useClipEvents } from './clip-events.ts'
import { ClipPlayer, type Seek } from './clip-player.tsx'
import { clipQuery } from './clip-queries.ts'
import { VisibilityBadge } from './clip-state.tsx'
import { Deleted } from './deleted.tsx'
import { clipSearch } from './footage-urls.ts'
import { TagList } from './tag-list.tsx'

// Below the film: what is said comes after it.
const Comments = lazy(async () => ({ default: (await import('./comments.tsx')).Comments }))
// Most clips are ready: what is said about the others comes when it is needed.
const Processing = lazy(async () => ({ default: (await import('./processing.tsx')).Processing }))

/** `/footage/:id?t=`: one clip to watch and to talk about. */
export function ClipPage() {
  const { id = '' } = useParams({ strict: false })
  const { slug } = useSpace()
  const query = useQuery(clipQuery(slug, id))
  const clip = query.data
  useClipEvents(slug, id, clip !== undefined && clip.deletedAt === null && isMoving(clip))
  return (
    <Loaded query={query} skeleton={<ClipSkeleton />}>
      {(clip) => <Shown clip={clip} reload={query.refetch} />}
    </Loaded>
  )
}

function Shown({ clip, reload }: { clip: Clip; reload: () => Promise<{ data?: Clip | undefined }> }) {
  const { t } = clipSearch(useSearch({ strict: false }))
  const me = useMe()
  const player = useRef<Seek>(null)
  return (
    <div className="mx-auto max-w-2xl">
      <ClipPlayer clip={clip} startAt={t} seek={player} reload={reload} />
      <div className="mt-4 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="min-w-0">
          <Page title={clip.title} actions={<ClipActions clip={clip} player={player} />}>
            <p className="-mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-md text-muted">
              <span>{clip.author.name}</span>
              <span aria-hidden>·</span>
              <time dateTime={clip.recordedAt ?? clip.createdAt}>
                {fullTime(clip.recordedAt ?? clip.createdAt)}
              </time>
              <VisibilityBadge visibility={clip.visibility} />
            </p>
            <Deleted clip={clip} />
            {isUnwell(clip) && (
              <Suspense>
                <Processing clip={clip} />
              </Suspense>
            )}
            {clip.description && <p className="mt-4 whitespace-pre-wrap">{clip.description}</p>}
            <TagList tags={clip.tags} />
          </Page>
        </div>
        {clip.deletedAt === null && (
          <Suspense fallback={<section className="min-h-96" />}>
            <Comments clip={clip} player={player} signedIn={me !== null} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

/** Not ready, or not with all its rungs. */
const isUnwell = (clip: Clip) =>
  clip.state !== 'ready' || clip.renditions.some(({ state }) => state === 'failed' || state === 'cancelled')

/** Something about the clip is still going to change by itself. */
const isMoving = (clip: Clip) => clip.state === 'processing' || clip.state === 'uploading'

const ClipSkeleton = () => (
  <div className="mx-auto max-w-2xl">
    <Skeleton className="aspect-video w-full rounded-lg" />
    <Skeleton className="mt-6 h-7 w-3/5" />
    <Skeleton className="mt-3 h-4 w-2/5" />
  </div>
)
