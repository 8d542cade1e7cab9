import { CircleAlert, CloudUpload, LoaderCircle } from 'lucide'
import { Icon } from '../../../web/ui/icon.tsx'
import type { PlayerControl, PlayerSource } from '../../../web/ui/player/player-types.ts'
import { Player } from '../../../web/ui/player/player.tsx'
import type { Clip } from '../contract/clip.ts'
import { pictureSet, playerSizes } from './clip-picture.ts'

export type Seek = PlayerControl

/** The clip's picture, as soon as there is something to watch; until then, what it waits for. */
export function ClipPlayer({
  clip,
  startAt,
  seek,
  reload,
  sizes = playerSizes,
}: {
  clip: Clip
  startAt: number | undefined
  seek: { current: Seek | null }
  reload: () => Promise<{ data?: Clip | undefined }>
  /** How wide the player is, as `sizes` of its picture. */
  sizes?: string
}) {
  const source = sourceOf(clip, sizes)
  const fresh = async () => {
    const again = (await reload()).data
    const found = again && sourceOf(again, sizes)
    if (!found) throw new Error('nothing to watch any more')
    return found
  }
  if (!source) return <NothingYet clip={clip} />
  return (
    <Player
      source={source}
      onExpired={fresh}
      control={seek}
      start={startAt ?? 0}
      aspect={clip.width && clip.height ? clip.width / clip.height : 16 / 9}
      className="overflow-hidden rounded-lg"
    />
  )
}

function sourceOf({ title, playback, durationSeconds }: Clip, sizes: string): PlayerSource | null {
  if (!playback) return null
  const { hls, poster, storyboard } = playback
  const captions = playback.captions.map(({ url, label, language }) => ({ src: url, label, language }))
  const srcSet = poster === null ? undefined : pictureSet(poster, playback.pictures)
  return {
    title,
    hls,
    poster,
    durationSeconds,
    captions,
    ...(storyboard && { storyboard }),
    ...(srcSet && { cover: { srcSet, sizes } }),
  }
}

function NothingYet({ clip }: { clip: Clip }) {
  const [icon, words] =
    clip.state === 'failed'
      ? ([CircleAlert, 'This file cannot be played'] as const)
      : clip.state === 'uploading'
        ? ([CloudUpload, 'Waiting for the file'] as const)
        : ([LoaderCircle, 'Getting it ready to watch'] as const)
  return (
    <div className="grid aspect-video w-full place-items-center rounded-lg bg-surface text-muted">
      <p className="grid justify-items-center gap-2">
        <Icon of={icon} size={32} />
        {words}
      </p>
    </div>
  )
}
