import { Link } from '@tanstack/react-router'
import { Film, MessageSquare } from 'lucide'
import { clock } from '../../../web/ui/format.ts'
import { Icon } from '../../../web/ui/icon.tsx'
import { shortDate } from '../../../web/ui/relative-time.tsx'
import { Skeleton } from '../../../web/ui/skeleton.tsx'
import type { ClipSummary } from '../contract/clip.ts'
import { cardSizes, pictureSet } from './clip-picture.ts'
import { ClipStateBadge, VisibilityBadge } from './clip-state.tsx'

/** A clip in the list. Its height depends on its width alone, so that the list can keep its place. */
export const ClipCard = ({
  clip,
  first,
  onOpen,
}: {
  clip: ClipSummary
  first: boolean
  onOpen: () => void
}) => (
  <Link
    to={`/footage/${clip.id}` as string}
    onClick={onOpen}
    className="group block rounded-lg focus-visible:outline-offset-4"
  >
    <div className="relative grid aspect-video place-items-center overflow-hidden rounded-lg bg-surface text-muted">
      {clip.poster ? (
        <img
          sizes={cardSizes}
          srcSet={pictureSet(clip.poster, clip.pictures)}
          src={clip.poster}
          alt=""
          loading={first ? 'eager' : 'lazy'}
          fetchPriority={first ? 'high' : 'auto'}
          decoding={first ? 'sync' : 'async'}
          className="absolute inset-0 size-full object-cover transition-opacity duration-200 group-hover:opacity-90"
        />
      ) : (
        <Icon of={Film} size={28} />
      )}
      {clip.durationSeconds !== null && (
        <span className="absolute right-2 bottom-2 rounded-sm bg-[#0e1015d9] px-1.5 text-xs font-medium text-[#ffffff]">
          {clock(clip.durationSeconds)}
        </span>
      )}
    </div>
    <div className="mt-2 h-24">
      <h2 className="mb-0.5 line-clamp-2 text-base leading-tight">{clip.title}</h2>
      <p className="flex h-6 items-center gap-1.5 truncate text-sm text-muted">
        <span className="truncate">{clip.author.name}</span>
        <span aria-hidden>·</span>
        <time dateTime={clip.recordedAt ?? clip.createdAt} className="whitespace-nowrap">
          {shortDate(clip.recordedAt ?? clip.createdAt)}
        </time>
        {clip.commentCount > 0 && (
          <span className="ml-auto inline-flex items-center gap-1" title={`${clip.commentCount} comments`}>
            <Icon of={MessageSquare} size={14} />
            {clip.commentCount}
          </span>
        )}
      </p>
      <p className="flex h-7 items-center gap-1.5">
        <ClipStateBadge state={clip.state} progress={clip.progress} />
        <VisibilityBadge visibility={clip.visibility} />
      </p>
    </div>
  </Link>
)

export const ClipCardSkeleton = () => (
  <div>
    <Skeleton className="aspect-video w-full rounded-lg" />
    <Skeleton className="mt-3 h-4 w-4/5" />
    <Skeleton className="mt-2 mb-10 h-3.5 w-1/2" />
  </div>
)
