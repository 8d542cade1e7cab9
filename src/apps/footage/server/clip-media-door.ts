import { extname } from 'node:path'
import type { Db } from '#platform/db/db.ts'
import { fromJson } from '#platform/db/json.ts'
import type { MediaDoor, MediaFile } from '#platform/http/signed-paths.ts'
import type { RenditionFile } from '#platform/media/media.ts'
import type { Platform } from '#platform/platform.ts'
import { captionFile, captionKey } from './caption-files.ts'
import { doorKey } from './clip-news.ts'
import { clipById } from './clip-store.ts'
import { recordingOf, type StoredRecording } from './recording-store.ts'
import type { CaptionRow, ClipRow, ClipTables } from './clip-tables.ts'
import { mediaPurpose } from './clip-view.ts'
import { renditionsOf } from './rendition-store.ts'

/** What was known about a clip may be used this long, in seconds; changes drop it before (see `clip-news.ts`). */
const knownSeconds = 4

type Known = Pick<
  ClipRow,
  | 'id'
  | 'duration_seconds'
  | 'width'
  | 'height'
  | 'title'
  | 'file_name'
  | 'visibility'
  | 'access_version'
  | 'original_key'
  | 'poster_key'
  | 'pictures_folder'
  | 'storyboard_folder'
> & {
  recording: StoredRecording | null
  captions: CaptionRow[]
  rungs: { id: string; folder: string; file: RenditionFile }[]
}

/**
 * Serves every file of a clip behind a signed path: `master.m3u8`, `<rendition>/<file>`, `poster.jpg`, `poster-<width>.webp`,
 * `storyboard.jpg`, `storyboard.vtt`, `captions/<caption>.vtt`, `original`. Paths of an earlier access version and of deleted clips open nothing.
 */
export function clipMediaDoor({
  db,
  cache,
  media,
}: Pick<Platform, 'cache' | 'media'> & { db: Db<ClipTables> }): MediaDoor {
  return {
    purpose: mediaPurpose,
    async resolve(grant, file) {
      const clip = await cache.remember(doorKey(grant.object), knownSeconds, () => known(db, grant.object))
      if (clip === null || clip.access_version !== grant.version) return null
      return fileOf(clip, file)
    },
  }

  function fileOf(clip: Known, file: string): MediaFile | null {
    const cache = clip.visibility === 'public' ? 'public' : 'revalidate'
    const stored = (key: string | null, name: string): MediaFile | null =>
      key === null ? null : { key, contentType: types[extname(name)] ?? anything, cache }
    switch (file) {
      case 'master.m3u8':
        // It grows with each rendition, so nobody keeps it.
        return clip.rungs.length === 0 && clip.recording === null
          ? null
          : { key: file, body: masterOf(clip), contentType: types['.m3u8']!, cache: 'revalidate' }
      case 'poster.jpg':
        return stored(clip.poster_key, file)
      case 'poster-480.webp':
      case 'poster-960.webp':
        return stored(clip.pictures_folder ? `${clip.pictures_folder}/${file}` : null, file)
      case 'storyboard.jpg':
      case 'storyboard.vtt':
        return stored(clip.storyboard_folder && `${clip.storyboard_folder}/${file}`, file)
      case 'original': {
        const original = stored(clip.original_key, file)
        return original && { ...original, downloadName: downloadName(clip.title, clip.file_name) }
      }
    }
    const caption = clip.captions.find(({ id }) => file === captionFile(id))
    if (caption) return stored(captionKey(clip.id, caption.id), file)
    const [id, name = ''] = file.split('/')
    if (id === recordingPath && clip.recording && recordingFile.test(name))
      return stored(`${clip.recording.folder}/${name}`, name)
    const rung = clip.rungs.find((one) => one.id === id)
    const isItsOwn = rung && (name === rung.file.playlist || name === rung.file.file)
    return isItsOwn ? stored(`${rung.folder}/${name}`, name) : null
  }

  function masterOf(clip: Known): Buffer {
    if (clip.rungs.length === 0 && clip.recording)
      return Buffer.from(media.master([recordedRung(clip, clip.recording, clip.duration_seconds ?? 0)]))
    return Buffer.from(
      media.master(clip.rungs.map(({ id, file }) => ({ ...file, uri: `${id}/${file.playlist}` }))),
    )
  }
}

async function known(db: Db<ClipTables>, id: string): Promise<Known | null> {
  const clip = await clipById(db.read, id)
  if (!clip || clip.deleted_at !== null) return null
  const rungs = await renditionsOf(db.read, id)
  const recording = await recordingOf(db.read, id)
  return {
    id: clip.id,
    duration_seconds: clip.duration_seconds,
    width: clip.width,
    height: clip.height,
    recording: recording?.folder ? { ...recording, folder: recording.folder } : null,
    title: clip.title,
    file_name: clip.file_name,
    visibility: clip.visibility,
    access_version: clip.access_version,
    original_key: clip.original_key,
    poster_key: clip.poster_key,
    pictures_folder: clip.pictures_folder,
    storyboard_folder: clip.storyboard_folder,
    captions: fromJson(clip.captions),
    rungs: rungs.flatMap(({ id: rung, state, folder, output }) =>
      state === 'ready' && folder && output ? [{ id: rung, folder, file: fromJson(output) }] : [],
    ),
  }
}

/** Where the segments of a recording are played, and what of its folder is. */
const recordingPath = 'recording'
const recordingFile = /^[A-Za-z0-9_-]+\.(m3u8|m4s|mp4)$/

/** A recording as the only rendition of its clip. */
function recordedRung(
  { width, height }: Pick<Known, 'width' | 'height'>,
  { playlist, codecs, bytes, frame_rate }: StoredRecording,
  seconds: number,
) {
  const average = Math.max(1, Math.round((bytes * 8) / Math.max(seconds, 1)))
  return {
    height: Math.min(width ?? 0, height ?? 0),
    width: width ?? 0,
    pixelHeight: height ?? 0,
    file: playlist,
    playlist,
    bandwidth: Math.round(average * 1.5),
    averageBandwidth: average,
    codecs,
    frameRate: frame_rate,
    size: bytes,
    uri: `${recordingPath}/${playlist}`,
  }
}

/** The title with the ending of the file as it came: what a person looks for among their downloads. */
export function downloadName(title: string, fileName: string): string {
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(fileName)?.[0] ?? ''
  // oxlint-disable-next-line no-control-regex
  const name = title.replace(/[\u0000-\u001f\u007f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]+/g, ' ')
  return `${
    name
      .replace(/\s+/g, ' ')
      .replace(/^[. ]+|[. ]+$/g, '')
      .slice(0, 120) || 'clip'
  }${ending}`
}

const anything = 'application/octet-stream'
const types: Record<string, string> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mp4': 'video/mp4',
  '.m4s': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.vtt': 'text/vtt; charset=utf-8',
}
