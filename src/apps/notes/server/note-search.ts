import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { FoundEntry, SearchEntry, SearchSource } from '#platform/search/search.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { NoteSummary } from '../contract/note.ts'
import { dayOf } from '#platform/instant.ts'
import { foldTags, tagsOf } from './note-fields.ts'
import { type ListedNote, listedNotes, type NoteFilter } from './note-list-store.ts'
import { noteKind } from './note-news.ts'
import type { NoteQuery } from './note-lists.ts'
import type { NoteParts } from './note-parts.ts'
import { noteIds, notesById } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { featuresOf, plainText } from './note-text.ts'
import { viewSummary } from './note-view.ts'

/** What the search index knows of notes; those in the trash are not found. */
export const noteSource = ({ db, parts }: { db: Db<NoteTables>; parts: NoteParts }): SearchSource => ({
  kind: noteKind,
  async read(ids) {
    const [notes, features] = await Promise.all([notesById(db.read, ids), parts.features(ids)])
    return notes
      .filter((note) => note.deleted_at === null)
      .map((note) => entryOf(note, features.get(note.id) ?? []))
  },
  every: (after, limit) => noteIds(db.read, after, limit),
})

const entryOf = (note: NoteRow, features: readonly string[]): SearchEntry => ({
  kind: noteKind,
  id: note.id,
  spaceId: note.space_id,
  title: note.title,
  tags: tagsOf(note),
  text: plainText(note.body),
  authorId: note.author_id,
  visibility: note.visibility,
  archived: note.archived_at !== null,
  has: [...new Set([...featuresOf(note.body), ...features])],
  terms: [authorTerm(note.author_id), ...foldTags(tagsOf(note)).map(({ folded }) => tagTerm(folded))],
  at: note.created_at,
})

type Needs = Pick<Platform, 'accounts' | 'cursors' | 'search'> & { db: Db<NoteTables> }
type Ask = { query: NoteQuery; filter: NoteFilter; list: string; cursor: string | null }

/** One page of what a query finds within the filters of a list, best first. */
export async function findNotes(needs: Needs, who: Standing, ask: Ask): Promise<Page<NoteSummary>> {
  const { query, filter } = ask
  const terms = [
    ...(filter.authorId === null ? [] : [authorTerm(filter.authorId)]),
    ...(filter.tag === null ? [] : [tagTerm(filter.tag)]),
  ]
  const text = `${days(query)} ${query.q}`
  let cursor = ask.cursor
  for (;;) {
    const found = await needs.search.find({
      spaceId: who.space.id,
      viewer: filter.viewer,
      text,
      kinds: [noteKind],
      archived: filter.archived,
      terms,
      limit: query.limit ?? 20,
      ...(cursor !== null && { cursor }),
    })
    const items = await summaries(needs, found.items, filter)
    // A page may hold less than was asked for, but never nothing while there is more.
    if (items.length > 0 || found.nextCursor === null) {
      const next = found.nextCursor
      return { items, nextCursor: next === null ? null : needs.cursors.encode(ask.list, [next]) }
    }
    cursor = found.nextCursor
  }
}

/** The index may be a moment behind: what a note is now decides whether it is shown. */
async function summaries(
  { db, accounts }: Needs,
  found: readonly FoundEntry[],
  filter: NoteFilter,
): Promise<NoteSummary[]> {
  const notes = await listedNotes(
    db.read,
    found.map((entry) => entry.id),
  )
  const byId = new Map(notes.filter((note) => fits(note, filter)).map((note) => [note.id, note]))
  const people = await accounts.people([...new Set(notes.map((note) => note.author_id))])
  return found.flatMap(({ id, title, snippet }) => {
    const note = byId.get(id)
    return note ? [viewSummary(note, people, { title, snippet })] : []
  })
}

function fits(note: ListedNote, { spaceId, viewer, archived, after, before }: NoteFilter): boolean {
  const seen = note.visibility === 'members' || viewer.sees === 'all' || note.author_id === viewer.accountId
  if (note.space_id !== spaceId || !seen || note.deleted_at !== null) return false
  if (archived && note.archived_at === null) return false
  return (after === null || note.id > after) && (before === null || note.id < before)
}

/** The index knows days; within them `fits` decides. */
function days({ after, before }: NoteQuery): string {
  return [
    ...(after === undefined ? [] : [`after:${dayOf(after)}`]),
    ...(before === undefined ? [] : [`before:${dayOf(before, 1)}`]),
  ].join(' ')
}

const authorTerm = (id: string) => `author-${id}`
const tagTerm = (folded: string) => `tag-${folded}`
