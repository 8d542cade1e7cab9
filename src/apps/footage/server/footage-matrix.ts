import type { Standing } from '#platform/auth/actor.ts'
import type { AppMatrix, MatrixHouse, MatrixObject } from '#platform/auth/matrix.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { captionFile } from './caption-files.ts'
import { openCaptions } from './captions.ts'
import { openClipNews } from './clip-news.ts'
import { openProcessing } from './clip-processing.ts'
import { updateClip } from './clip-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'
import { clipFiles, mediaPurpose } from './clip-view.ts'
import { openClips } from './clips.ts'
import { openComments } from './comments.ts'

/** Clips as the access matrix asks for them. */
export const matrix: AppMatrix = {
  unaudited: {
    'clip.create': 'a clip says itself who filed it, and when',
    'clip-processing.cancel': 'its jobs are told at /admin/jobs',
    'clip-processing.retry': 'see clip-processing.cancel',
    'clip-comment.create': 'a comment says itself who wrote it; too many',
    'clip-comment.delete': 'see clip-comment.create',
    'clip-caption.create': 'changes nobody’s rights, and can be done again',
    'clip-caption.delete': 'see clip-caption.create',
  },
  states: [
    { name: 'public', closedToStrangers: false, closedToMembers: false },
    { name: 'public, being processed', closedToStrangers: false, closedToMembers: false },
    { name: 'members', closedToStrangers: true, closedToMembers: false },
    { name: 'private', closedToStrangers: true, closedToMembers: true },
    { name: 'private, still uploading', closedToStrangers: true, closedToMembers: true },
    { name: 'private, failed', closedToStrangers: true, closedToMembers: true },
    { name: 'public once, now private', closedToStrangers: true, closedToMembers: true },
    { name: 'public, deleted', closedToStrangers: true, closedToMembers: true },
    { name: 'private, deleted', closedToStrangers: true, closedToMembers: true },
  ],

  async make(state, house) {
    const visibility = state.startsWith('public')
      ? 'public'
      : state.startsWith('members')
        ? 'members'
        : 'private'
    const { clips, comments, captions } = openRules(house)
    const author = standing(house)
    const input = { ...announcement, visibility } as const
    if (state.endsWith('uploading')) {
      const draft = await clips.create(author, input)
      return {
        params: { id: draft.id, comment: draft.id, caption: draft.id },
        sideDoors: uploadDoors(draft.upload_url!),
      }
    }

    const { id } = await clips.bring(author, input, (clip) => store(house, clip, 'original'))
    const comment = await comments.create(author, id, { body: 'Seen' })
    const caption = await captions.add(author, id, someCaptions)
    const poster = await store(house, id, 'poster.jpg')
    for (const name of ['poster-480.webp', 'poster-960.webp']) await store(house, id, name)
    await house.platform.db.tables<ClipTables>().transact(async (tx) => {
      if (state.endsWith('processed')) return
      await house.platform.queue.cancelSubject(tx, id)
      const ready: Partial<ClipRow> = {
        state: 'ready',
        watchable: 1,
        poster_key: poster,
        pictures_folder: uploadFolder(id),
      }
      await updateClip(
        tx,
        id,
        state.endsWith('failed') ? { state: 'failed', failure_code: 'not-media' } : ready,
      )
    })
    const before = house.platform.signedPaths.sign({ purpose: mediaPurpose, object: id, version: 1 }, 3600)
    if (state.endsWith('now private')) await clips.edit(author, id, { visibility: 'private' }, null)
    if (state.endsWith('deleted')) await clips.remove(author, id, false)
    const ended = state.endsWith('now private') || state.endsWith('deleted')
    const params = { id, comment: comment.id, caption: caption.id }
    return { params, ...(ended && { sideDoors: mediaDoors(before, caption.id) }) }
  },

  body(routeId) {
    return bodies[routeId]
  },
}

const announcement = {
  title: 'A drive',
  tags: ['Fog'],
  file: { name: 'drive.mp4', size: 5, type: 'video/mp4' },
}
const someCaptions = { language: 'en', label: 'English', text: 'WEBVTT\n\n00:01.000 --> 00:02.000\nFog\n' }
const bodies: Record<string, object> = {
  'clip.create': { ...announcement, visibility: 'private' },
  'clip.edit': { title: 'Another drive', visibility: 'private' },
  'clip-processing.retry': {},
  'clip-comment.create': { body: 'Me too' },
  'clip-caption.create': { ...someCaptions, label: 'English, again' },
}

function openRules({ platform }: MatrixHouse) {
  const db = platform.db.tables<ClipTables>()
  const news = openClipNews(platform)
  const processing = openProcessing({ ...platform, db, news })
  return {
    clips: openClips({ ...platform, db, news, processing }),
    comments: openComments({ ...platform, db, news }),
    captions: openCaptions({ ...platform, db, news }),
  }
}

const standing = ({ space, authorId }: MatrixHouse): Standing => ({
  space,
  role: 'member',
  accountId: authorId,
})

async function store({ platform }: MatrixHouse, clipId: string, name: string): Promise<string> {
  const key = `${uploadFolder(clipId)}/${name}`
  await platform.storage.put(key, Buffer.from('bytes'))
  return key
}

type SideDoors = NonNullable<MatrixObject['sideDoors']>

const mediaDoors = (path: string, caption: string): SideDoors => ({
  ...Object.fromEntries(clipFiles.map((file) => [file, { method: 'GET', path: `${path}/${file}` }])),
  captions: { method: 'GET', path: `${path}/${captionFile(caption)}` },
})

const uploadDoors = (path: string): SideDoors => {
  const door = { path, scope: 'footage:write', headers: { 'tus-resumable': '1.0.0' } }
  return {
    'upload.head': { ...door, method: 'HEAD' },
    'upload.patch': { ...door, method: 'PATCH' },
    'upload.delete': { ...door, method: 'DELETE' },
  }
}
