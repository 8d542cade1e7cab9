import type { Person } from '../../../contract/shapes.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { fromJson } from '#platform/db/json.ts'
import type { Platform } from '#platform/platform.ts'
import type { Caption } from '../contract/caption.ts'
import type { Clip, ClipSummary } from '../contract/clip.ts'
import type { Comment } from '../contract/comment.ts'
import { captionFile } from './caption-files.ts'
import { clipPolicies, commentPolicies } from './clip-policies.ts'
import type { ListedClip } from './clip-list-store.ts'
import type { ClipRow, CommentRow, RecordingRow, RenditionRow } from './clip-tables.ts'

/** Signed paths live this long at least, twice at most: a long film and a pause. */
const pathSeconds = 4 * 3600

type Signer = Platform['signedPaths']
type People = ReadonlyMap<string, Person>

/** A clip as `who` sees it. `offset` is how many bytes are in, null when none are awaited. */
export function viewClip(
  clip: ClipRow,
  renditions: readonly RenditionRow[],
  from: {
    who: Standing
    people: People
    signedPaths: Signer
    offset: number | null
    recording?: Pick<RecordingRow, 'source_title' | 'source_path'> | undefined
  },
): Clip {
  const { who, people, signedPaths, offset, recording } = from
  const may = (action: keyof typeof clipPolicies) => clipPolicies[action](who, clip) === 'allow'
  const path = signedPaths.sign(grantOf(clip), pathSeconds)
  const there = clip.deleted_at === null
  const original = clip.original_key !== null && there && may('see-original') ? `${path}/original` : null
  const sending =
    clip.state === 'uploading' && clip.upload_url !== null && there && who.accountId === clip.author_id
  const uploaded = clip.state === 'uploading' && offset !== null ? (offset / clip.size) * 100 : null
  return {
    id: clip.id,
    title: clip.title,
    description: clip.description,
    visibility: clip.visibility,
    tags: fromJson(clip.tags),
    recordedAt: clip.recorded_at,
    createdAt: clip.created_at,
    updatedAt: clip.updated_at,
    deletedAt: clip.deleted_at,
    author: personOf(people, clip.author_id),
    state: clip.state,
    progress: {
      percent: round(uploaded ?? clip.percent),
      stage: clip.stage,
      secondsLeft: clip.seconds_left === null ? null : Math.ceil(clip.seconds_left),
    },
    durationSeconds: clip.duration_seconds,
    width: clip.width,
    height: clip.height,
    size: clip.size,
    fileName: clip.file_name,
    renditions: renditions.map((rung) => ({
      height: rung.height,
      width: rung.width,
      source: rung.source === 1,
      state: rung.state,
      percent: round(rung.percent),
    })),
    playback:
      clip.watchable === 1 && there && may('read')
        ? {
            hls: `${path}/master.m3u8`,
            poster: clip.poster_key === null ? null : `${path}/poster.jpg`,
            ...(clip.storyboard_folder === null ? {} : { storyboard: `${path}/storyboard.vtt` }),
            original,
            pictures: viewPictures(clip, path),
            captions: viewCaptions(clip, signedPaths),
          }
        : null,
    ...(recording && { recordingOf: { title: recording.source_title, path: recording.source_path } }),
    ...(clip.failure_code === null
      ? {}
      : { failure: { code: clip.failure_code, message: clip.failure_message ?? '' } }),
    ...(original === null ? {} : { download: original }),
    ...(clip.purge_at === null || there ? {} : { restorableUntil: clip.purge_at }),
    may: { edit: there && may('edit'), delete: may('delete'), comment: may('comment') },
    commentCount: clip.comment_count,
    version: clip.version,
    ...(sending ? { upload: { url: clip.upload_url!, offset: offset ?? 0 } } : {}),
  }
}

export function viewCaptions(
  clip: Pick<ClipRow, 'id' | 'access_version' | 'captions'>,
  signedPaths: Signer,
): Caption[] {
  const path = signedPaths.sign(grantOf(clip), pathSeconds)
  return fromJson(clip.captions).map((caption) => ({ ...caption, url: `${path}/${captionFile(caption.id)}` }))
}

export function viewSummary(clip: ListedClip, people: People, signedPaths: Signer): ClipSummary {
  const path =
    clip.poster_key !== null && clip.deleted_at === null ? signedPaths.sign(grantOf(clip), pathSeconds) : null
  return {
    id: clip.id,
    title: clip.title,
    visibility: clip.visibility,
    tags: fromJson(clip.tags),
    recordedAt: clip.recorded_at,
    createdAt: clip.created_at,
    deletedAt: clip.deleted_at,
    author: personOf(people, clip.author_id),
    state: clip.state,
    progress: {
      percent: round(clip.percent),
      stage: clip.stage,
      secondsLeft: clip.seconds_left === null ? null : Math.ceil(clip.seconds_left),
    },
    durationSeconds: clip.duration_seconds,
    poster: path && `${path}/poster.jpg`,
    pictures: path === null ? [] : viewPictures(clip, path),
    commentCount: clip.comment_count,
  }
}

export function viewComment(comment: CommentRow, who: Standing, people: People): Comment {
  return {
    id: comment.id,
    body: comment.body,
    at: comment.at,
    author: personOf(people, comment.author_id),
    createdAt: comment.created_at,
    may: { delete: commentPolicies.delete(who, comment) === 'allow' },
  }
}

const viewPictures = (clip: Pick<ClipRow, 'pictures_folder'>, path: string) =>
  clip.pictures_folder
    ? smallPosters.map((width) => ({ url: `${path}/${smallPosterFile(width)}`, width }))
    : []

/** Widths in pixels: a card on an ordinary screen, a card on a dense one. */
export const smallPosters = [480, 960] as const
const smallPosterFile = (width: number) => `poster-${width}.webp`

export const mediaPurpose = 'footage'
/** What stands directly behind a clip's signed path; renditions have folders of their own. */
export const clipFiles = [
  'master.m3u8',
  'poster.jpg',
  'poster-480.webp',
  'poster-960.webp',
  'storyboard.jpg',
  'storyboard.vtt',
  'original',
] as const
const grantOf = (clip: Pick<ClipRow, 'id' | 'access_version'>) => ({
  purpose: mediaPurpose,
  object: clip.id,
  version: clip.access_version,
})

const personOf = (people: People, id: string): Person => people.get(id) ?? { id, name: 'Former member' }
const round = (percent: number) => Math.round(percent * 10) / 10
