import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { Note } from '../contract/note.ts'
import {
  archiveNotes,
  createNote,
  deleteNote,
  deleteNotes,
  editNote,
  listBacklinks,
  listNotes,
  listNoteTags,
  readNote,
  renameNoteTag,
  restoreNote,
  restoreNotes,
  watchNotes,
} from '../contract/note-routes.ts'
import { isoOf } from '#platform/instant.ts'
import { archiveNotes as archiveNotesJob } from './note-jobs.ts'
import { readNotePage } from './note-lists.ts'
import type { NoteNews } from './note-news.ts'
import type { NoteParts } from './note-parts.ts'
import { notePolicies, viewerOf } from './note-policies.ts'
import { readBacklinks, readLinks } from './note-references.ts'
import { findNote } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { listTags } from './note-tag-store.ts'
import type { NoteTags } from './note-tags.ts'
import type { NoteTrash } from './note-trash.ts'
import { viewNote } from './note-view.ts'
import type { Notes } from './notes.ts'

export type NoteNeeds = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'queue' | 'search'> & {
  db: Db<NoteTables>
  news: NoteNews
  parts: NoteParts
  notes: Notes
  tags: NoteTags
  trash: NoteTrash
}

export function noteRoutes(needs: NoteNeeds): BoundRoute[] {
  const { db, news, notes, queue, tags, trash } = needs
  return [
    handle(createNote, async ({ standing, body, reply }) => {
      const note = await notes.create(standing, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/notes/${note.id}`)
      return noteFor(needs, standing, note)
    }),
    handle(listNotes, ({ standing, query }) => readNotePage(needs, standing, query)),
    handle(readNote, async ({ standing, params }) =>
      noteFor(needs, standing, await readable(needs, standing, params.id)),
    ),
    handle(watchNotes, async (call) => {
      const { standing } = call
      await events(call, async (stream) =>
        news.follow(standing.space.id, ({ id, version, before, after }) => {
          const sees = (note: typeof after) => note !== null && notePolicies.read(standing, note) === 'allow'
          if (sees(after)) stream.send({ id, version })
          else if (sees(before)) stream.send({ id, version }, { event: 'gone' })
        }),
      )
      return undefined
    }),
    handle(editNote, async ({ standing, params, body, ifMatch }) =>
      noteFor(needs, standing, await notes.edit(standing, params.id, body, ifMatch)),
    ),
    handle(deleteNote, async ({ standing, params, query }) => {
      await (query.forever ? trash.removeForever(standing, params.id) : trash.remove(standing, [params.id]))
      return undefined
    }),
    handle(restoreNote, async ({ standing, params }) => {
      await trash.restore(standing, [params.id])
      return noteFor(needs, standing, await readable(needs, standing, params.id))
    }),
    handle(deleteNotes, async ({ standing, body }) => ({ count: await trash.remove(standing, body.ids) })),
    handle(restoreNotes, async ({ standing, body }) => ({ count: await trash.restore(standing, body.ids) })),
    handle(archiveNotes, async ({ standing, body }) => {
      const spaceId = standing.space.id
      const accountId = standing.accountId!
      const unchangedSince = isoOf(body.unchangedSince)
      const jobId = await db.transact((tx) =>
        queue.add(
          tx,
          archiveNotesJob,
          { spaceId, accountId, unchangedSince },
          { spaceId, uniqueKey: `${spaceId} ${accountId}` },
        ),
      )
      return { jobId }
    }),
    handle(listBacklinks, async ({ standing, params, query }) =>
      readBacklinks(needs, standing, await readable(needs, standing, params.id), query),
    ),
    handle(listNoteTags, async ({ standing, query }) => ({
      items: await listTags(db.replica, {
        spaceId: standing.space.id,
        viewer: viewerOf(standing),
        shelf: query.archived ? 'archive' : 'desk',
        prefix: foldLine(query.prefix ?? ''),
      }),
    })),
    handle(renameNoteTag, async ({ standing, body }) => ({ count: await tags.rename(standing, body) })),
  ]
}

async function readable({ db }: NoteNeeds, who: Standing, id: string): Promise<NoteRow> {
  return allow(notePolicies, 'read', who, await findNote(db.read, who.space.id, id))
}

export async function noteFor(
  { db, accounts, parts }: NoteNeeds,
  who: Standing,
  note: NoteRow,
): Promise<Note> {
  const [people, attachments, links] = await Promise.all([
    accounts.people([...new Set([note.author_id, note.editor_id])]),
    parts.attachments(who, note),
    readLinks(db.read, who, note.id),
  ])
  return viewNote(note, who, { people, attachments, links })
}
