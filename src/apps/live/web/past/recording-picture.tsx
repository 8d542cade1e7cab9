import { useQuery } from '@tanstack/react-query'
import { Film } from 'lucide'
import { useSpace } from '#web/session.ts'
import { clock } from '#web/ui/format.ts'
import { Icon } from '#web/ui/icon.tsx'
import { recordingQuery } from './recording.ts'

/** What a recording looks like, and how long it is; an icon where nothing is known of it. */
export function RecordingPicture({ clipId }: { clipId: string | null }) {
  const { slug } = useSpace()
  const { data } = useQuery({ ...recordingQuery(slug, clipId ?? ''), enabled: clipId !== null })
  const picture = data?.playback?.pictures[0]?.url ?? data?.playback?.poster
  return (
    <span className="relative grid aspect-video w-28 flex-none place-items-center overflow-hidden rounded-sm bg-surface text-muted">
      {picture ? (
        <img src={picture} alt="" loading="lazy" className="size-full object-cover" />
      ) : (
        <Icon of={Film} />
      )}
      {data?.durationSeconds && (
        <span className="player-chip absolute right-1 bottom-1">{clock(data.durationSeconds)}</span>
      )}
    </span>
  )
}
