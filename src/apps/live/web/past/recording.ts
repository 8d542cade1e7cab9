import { queryOptions } from '@tanstack/react-query'
import type { TUnsafe } from 'typebox'
import { call } from '#web/api.ts'
import type { PlayerSource } from '#web/ui/player/player-types.ts'
import type { Access } from '../../../../contract/route.ts'
import type { SpaceItemParams } from '../../../../contract/shapes.ts'

/** What this page takes of a clip: footage is another app, known here by its API alone. */
export type Recording = {
  durationSeconds: number | null
  /** Null until it can be watched. */
  playback: {
    hls: string
    poster: string | null
    /** Small posters, smallest first. */
    pictures: { url: string; width: number }[]
    storyboard?: string
    captions: { url: string; label: string; language: string }[]
  } | null
}

type ReadRecording = {
  id: string
  method: 'GET'
  path: '/spaces/:space/footage/:id'
  summary: string
  access: Access
  params: typeof SpaceItemParams
  answer: TUnsafe<Recording>
}

export const recordingQuery = (space: string, clipId: string) =>
  queryOptions({
    queryKey: ['live', space, 'recording', clipId],
    queryFn: ({ signal }) =>
      call<ReadRecording>('GET /spaces/:space/footage/:id', { params: { space, id: clipId }, signal }),
  })

export function sourceOf(title: string, { playback, durationSeconds }: Recording): PlayerSource | null {
  if (!playback) return null
  const { hls, poster, storyboard, captions } = playback
  return {
    title,
    hls,
    poster,
    durationSeconds,
    storyboard,
    captions: captions.map(({ url, label, language }) => ({ src: url, label, language })),
  }
}
