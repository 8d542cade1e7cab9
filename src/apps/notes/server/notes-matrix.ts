import type { Standing } from '#platform/auth/actor.ts'
import type { AppMatrix, MatrixHouse, MatrixObject } from '#platform/auth/matrix.ts'
import { newId } from '#platform/ids.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { notePurpose } from './attachment-view.ts'
import { openNoteFiles } from './note-files.ts'
import { openNoteNews } from './note-news.ts'
import { openNoteSaves } from './note-saves.ts'
import type { NoteTables } from './note-tables.ts'
import { openNoteTrash } from './note-trash.ts'
import { openNotes } from './notes.ts'

/** Notes, and what hangs on them, as the access matrix asks for them. Exports and imports are states of their own. */
export const matrix: AppMatrix = {
  unaudited: {
    'note.create': 'the history of a note says who wrote what, and when',
    'note.edit':
      'see note.create; asked here without a version, so that who may see it is not changed (note-audit.test.ts)',
    'notes.restore': 'asked here for notes that are not in the trash; see note.restore',
    'notes.archive': 'archived notes are where they were; their history tells',
    'note-tag.rename': 'see note.create',
    'note-revision.restore': 'see note.create',
    'note-attachment.create': 'part of a note, whose history tells',
    'note-attachment.delete': 'see note-attachment.create',
    'note-share.open': 'reads',
  },
  states: [
    { name: 'members', closedToStrangers: true, closedToMembers: false },
    { name: 'members, archived', closedToStrangers: true, closedToMembers: false },
    { name: 'private', closedToStrangers: true, closedToMembers: true },
    { name: 'private, archived', closedToStrangers: true, closedToMembers: true },
    { name: 'members once, now private', closedToStrangers: true, closedToMembers: true },
    { name: 'members, deleted', closedToStrangers: true, closedToMembers: true },
    { name: 'private, archived, deleted', closedToStrangers: true, closedToMembers: true },
    { name: 'an export', closedToStrangers: true, closedToMembers: true },
    { name: 'an import', closedToStrangers: true, closedToMembers: true },
  ],

  async make(state, house) {
    const { notes, trash, attachments, shares, exports, imports } = openRules(house)
    const author: Standing = { space: house.space, role: 'member', accountId: house.authorId }
    await endTransfers(house)
    if (state === 'an export') return alone((await exports.create(author, { format: 'json' })).id)
    if (state === 'an import') return alone((await imports.create(author, file)).id)

    const visibility = state.startsWith('members') ? 'members' : 'private'
    const { id } = await notes.create(author, { ...words, visibility })
    const [ready, sending] = [
      await attachments.create(author, id, file),
      await attachments.create(author, id, file),
    ]
    await arrive(house, attachments, ready.id)
    const { share } = await shares.create(author, id, {})
    const path = house.platform.signedPaths.sign({ purpose: notePurpose, object: id, version: 1 }, 3600)
    if (state.includes('now private')) await notes.edit(author, id, { visibility: 'private' }, '1')
    if (state.includes('archived')) await notes.edit(author, id, { archived: true }, '1')
    if (state.includes('deleted')) await trash.remove(author, [id])
    const ended = state.includes('now private') || state.includes('deleted')
    return {
      params: { id, version: '1', attachment: ready.id, share: share.id },
      sideDoors: {
        ...uploadDoors(sending.upload_url!),
        ...(ended && { download: { method: 'GET', path: `${path}/${ready.id}/download` } }),
      },
    }
  },

  body: (routeId, { params }) => bodies(params.id ?? newId())[routeId],
}

const words = { title: 'A plan', body: 'Words of [[Another]]', tags: ['Plan'] }
const file = { name: 'list.txt', size: 5, type: 'text/plain' }
const bodies = (id: string): Record<string, object> => ({
  'note.create': words,
  'note.edit': { title: 'Another plan' },
  'notes.delete': { ids: [id] },
  'notes.restore': { ids: [id] },
  'notes.archive': { unchangedSince: '2020-01-01T00:00:00.000Z' },
  'note-tag.rename': { from: 'plan', to: 'idea' },
  'note-attachment.create': file,
  'note-share.create': {},
  'note-share.open': { token: 'a'.repeat(43) },
  'note-export.create': { format: 'json' },
  'note-import.create': { file },
})

function openRules({ platform }: MatrixHouse) {
  const db = platform.db.tables<NoteTables>()
  const news = openNoteNews(platform)
  const saves = openNoteSaves({ ...platform, news })
  const files = openNoteFiles({ ...platform, db, news, saves })
  return {
    ...files,
    notes: openNotes({ ...platform, db, saves }),
    trash: openNoteTrash({ ...platform, db, news, parts: files.parts }),
  }
}

/** One person can have but a few under way. */
async function endTransfers({ platform }: MatrixHouse): Promise<void> {
  await platform.db.tables<NoteTables>().transact(async (tx) => {
    for (const table of ['note_exports', 'note_imports'] as const)
      await tx.updateTable(table).set({ state: 'cancelled' }).execute()
  })
}

/** An object that is found by its id alone. */
const alone = (id: string): MatrixObject => ({ params: { id, version: '1', attachment: id, share: id } })

async function arrive(
  { platform }: MatrixHouse,
  attachments: ReturnType<typeof openRules>['attachments'],
  subjectId: string,
): Promise<void> {
  const key = `${uploadFolder(subjectId)}/original`
  await platform.storage.put(key, Buffer.from('bytes'))
  await platform.db
    .tables<NoteTables>()
    .transact((tx) => attachments.arrived(tx, { subjectId, key, size: 5 }))
}

function uploadDoors(path: string): NonNullable<MatrixObject['sideDoors']> {
  const door = { path, scope: 'notes:write', headers: { 'tus-resumable': '1.0.0' } }
  return {
    'upload.head': { ...door, method: 'HEAD' },
    'upload.patch': { ...door, method: 'PATCH' },
    'upload.delete': { ...door, method: 'DELETE' },
  }
}
