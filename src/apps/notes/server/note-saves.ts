import { Fault } from '#platform/errors.ts'
import type { Platform } from '#platform/platform.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { NoteChanges } from './note-fields.ts'
import { replaceLinks } from './note-link-store.ts'
import { linksOf } from './note-links.ts'
import type { NoteNews } from './note-news.ts'
import * as store from './note-store.ts'
import type { NoteRow, TagRename } from './note-tables.ts'
import { placeTags } from './note-tag-store.ts'
import { excerptOf } from './note-text.ts'
import { insertRevision } from './revision-store.ts'

export type NoteSaves = ReturnType<typeof openNoteSaves>

/** How notes are written: each save is a revision, with its tags, links and news in the same transaction. */
export function openNoteSaves({ clock, news }: Pick<Platform, 'clock'> & { news: NoteNews }) {
  return {
    async first(tx: store.NoteTx, note: NoteRow): Promise<void> {
      await store.insertNote(tx, note)
      await insertRevision(tx, note, { at: clock.iso(), previous: '', renamed: null })
      await placeTags(tx, null, note)
      await replaceLinks(tx, note, linksOf(note.body), true)
      await news.changed(tx, null, note)
    },

    /**
     * The next version of a note; the note as it stands when nothing changes. `renamed` says that only a tag was. Throws
     * `Fault('stale')` when someone else is first.
     */
    async next(
      tx: store.NoteTx,
      note: NoteRow,
      changes: NoteChanges,
      editorId: string,
      renamed: TagRename | null = null,
    ): Promise<NoteRow> {
      if (Object.keys(changes).length === 0) return note
      const now = clock.iso()
      const next: NoteRow = { ...note, ...changes, editor_id: editorId, version: note.version + 1 }
      if (changes.title !== undefined) next.title_folded = foldLine(next.title)
      if (changes.body !== undefined) next.excerpt = excerptOf(next.body)
      if (changes.visibility !== undefined) next.access_version += 1
      if (isWriting(changes) && !renamed) next.updated_at = now
      if (!(await store.replaceNote(tx, note, next))) throw changedMeanwhile(note.version)
      await insertRevision(tx, next, { at: now, previous: note.body, renamed })
      await placeTags(tx, note, next)
      if (changes.body !== undefined) await relink(tx, note, next)
      await news.changed(tx, note, next)
      return next
    },
  }
}

/** Pinning, archiving and who may see a note leave the time of its last change alone. */
const isWriting = ({ title, body, tags }: NoteChanges) => [title, body, tags].some((one) => one !== undefined)

async function relink(tx: store.NoteTx, note: NoteRow, next: NoteRow): Promise<void> {
  const links = linksOf(next.body)
  if (JSON.stringify(links) !== JSON.stringify(linksOf(note.body))) await replaceLinks(tx, next, links)
}

/** `version` is the one that stands now; programs read it in `errors`. */
export const changedMeanwhile = (version: number): Fault =>
  new Fault(
    'stale',
    'changed-meanwhile',
    `Someone else saved this note first: it is at version ${version} now. Your text was not saved. Read the note again and bring both together.`,
    { errors: [{ path: 'version', message: String(version) }] },
  )
