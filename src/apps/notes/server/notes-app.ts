import type { App } from '#platform/app.ts'
import { noteContract } from '../contract/note-routes.ts'
import { transferContract } from '../contract/transfer-routes.ts'
import { archiveNotesJob } from './archive-notes-job.ts'
import { demoNotes } from './demo-notes.ts'
import { notes0001 } from './migrations/0001-notes.ts'
import { noteFiles0002 } from './migrations/0002-note-files.ts'
import { noteTransfers0003 } from './migrations/0003-note-transfers.ts'
import { spaceRows0004 } from './migrations/0004-space-rows.ts'
import { listIndexes0005 } from './migrations/0005-list-indexes.ts'
import { partitions0006 } from './migrations/0006-partitions.ts'
import { fileJobTypes, openNoteFiles } from './note-files.ts'
import { archiveNotes, purgeNotes } from './note-jobs.ts'
import { noteActions } from './note-audit.ts'
import { openNoteNews } from './note-news.ts'
import { noteRoutes } from './note-routes.ts'
import { openNoteSaves } from './note-saves.ts'
import { noteSource } from './note-search.ts'
import type { NoteTables } from './note-tables.ts'
import { openNoteTags } from './note-tags.ts'
import { openNoteTrash } from './note-trash.ts'
import { openNotes } from './notes.ts'
import { purgeNotesJob } from './purge-notes-job.ts'
import { revisionRoutes } from './revision-routes.ts'

/** What a community writes down: Markdown, tags, links, every save kept. */
export const app: App = {
  id: 'notes',
  title: 'Notes',
  migrations: {
    owner: 'notes',
    migrations: [notes0001, noteFiles0002, noteTransfers0003, spaceRows0004, listIndexes0005, partitions0006],
  },
  contract: [...noteContract, ...transferContract],
  scopes: {
    'notes:read': 'See notes, their history and their files',
    'notes:write': 'Write, change, share and delete notes, as you',
  },
  jobTypes: [purgeNotes, archiveNotes, ...fileJobTypes],
  audited: Object.values(noteActions),
  open(platform) {
    const db = platform.db.tables<NoteTables>()
    const news = openNoteNews(platform)
    const saves = openNoteSaves({ ...platform, news })
    const files = openNoteFiles({ ...platform, db, news, saves })
    const { parts } = files
    const notes = openNotes({ ...platform, db, saves })
    const tags = openNoteTags({ db, saves })
    const trash = openNoteTrash({ ...platform, db, news, parts })
    const needs = { ...platform, db, news, parts, saves, notes, tags, trash }
    return {
      ...files.opened,
      routes: [...noteRoutes(needs), ...revisionRoutes(needs), ...files.opened.routes],
      jobs: [purgeNotesJob(needs), archiveNotesJob(needs), ...files.opened.jobs],
      searchSources: [noteSource({ db, parts })],
      demo: (place) => demoNotes(notes, place),
    }
  },
}
