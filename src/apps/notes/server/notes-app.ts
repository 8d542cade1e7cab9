import type { App } from '#platform/app.ts'
import { Fault } from '#platform/errors.ts'
import type { Search } from '#platform/search/search.ts'
import { noteContract } from '../contract/note-routes.ts'
import { archiveNotesJob } from './archive-notes-job.ts'
import { demoNotes } from './demo-notes.ts'
import { notes0001 } from './migrations/0001-notes.ts'
import { archiveNotes, purgeNotes } from './note-jobs.ts'
import { openNoteNews } from './note-news.ts'
import type { NoteParts } from './note-parts.ts'
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
  migrations: { owner: 'notes', migrations: [notes0001] },
  contract: noteContract.filter(({ id }) => !/^note-(attachment|share)\./.test(id)),
  scopes: {
    'notes:read': 'See notes, their history and their files',
    'notes:write': 'Write, change, share and delete notes, as you',
  },
  jobTypes: [purgeNotes, archiveNotes],
  open(platform) {
    const db = platform.db.tables<NoteTables>()
    const search = searchOf(platform)
    const news = openNoteNews({ ...platform, search })
    const parts: NoteParts = {
      attachments: async () => [],
      features: async () => new Map(),
      erase: async () => {},
    }
    const saves = openNoteSaves({ ...platform, news })
    const notes = openNotes({ ...platform, db, saves })
    const tags = openNoteTags({ db, saves })
    const trash = openNoteTrash({ ...platform, db, news, parts })
    search.use(noteSource({ db, parts }))
    const needs = { ...platform, search, db, news, parts, saves, notes, tags, trash }
    return {
      routes: [...noteRoutes(needs), ...revisionRoutes(needs)],
      jobs: [purgeNotesJob(needs), archiveNotesJob(needs)],
      demo: (place) => demoNotes(notes, place),
    }
  },
}

/** A house whose search engine is not open yet keeps notes and finds none. */
function searchOf(platform: object): Search {
  const none = {
    use: () => {},
    changed: async () => {},
    find: async () => {
      throw new Fault('unavailable', 'no-search', 'Search is not there yet.', { retryAfterSeconds: 60 })
    },
  }
  return (platform as { search?: Search }).search ?? (none as unknown as Search)
}
