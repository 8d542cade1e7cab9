import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { Platform } from '#platform/platform.ts'
import type { NoteLink, NoteSummary } from '../contract/note.ts'
import { idsTitled, linkingIds, linksFrom } from './note-link-store.ts'
import { type ListedNote, listedNotes } from './note-list-store.ts'
import { notePolicies, viewerOf } from './note-policies.ts'
import type { NoteReader } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { viewSummary } from './note-view.ts'

/** What a note links to, for someone: a note that is not for them is told like one that does not exist. */
export async function readLinks(read: NoteReader, who: Standing, noteId: string): Promise<NoteLink[]> {
  const links = await linksFrom(read, noteId)
  if (links.length === 0) return []
  const titles = [...new Set(links.flatMap((link) => link.to_title ?? []))]
  const byTitle = titles.length === 0 ? new Map() : await idsTitled(read, who.space.id, viewerOf(who), titles)
  const idOf = (link: (typeof links)[number]): string | undefined => link.to_id ?? byTitle.get(link.to_title!)
  const targets = await listedNotes(read, [...new Set(links.flatMap((link) => idOf(link) ?? []))])
  const seen = new Map(targets.filter((note) => isFor(who, note)).map((note) => [note.id, note]))
  return links.map((link) => {
    const note = seen.get(idOf(link) ?? '')
    return { text: link.text, id: note?.id ?? null, title: note?.title ?? null }
  })
}

type Needs = Pick<Platform, 'accounts' | 'cursors'> & { db: Db<NoteTables> }
/** Links looked at in one go. */
const batch = 200

/** One page of the notes that link to `note` and that `who` may see, latest made first. */
export async function readBacklinks(
  { db, accounts, cursors }: Needs,
  who: Standing,
  note: NoteRow,
  query: { limit?: number; cursor?: string },
): Promise<Page<NoteSummary>> {
  const list = `note-backlinks:${note.id}`
  const limit = query.limit ?? 20
  const found: ListedNote[] = []
  let before = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
  for (;;) {
    const ids = await linkingIds(db.replica, note, batch, before)
    const notes = (await listedNotes(db.replica, ids)).filter((one) => isFor(who, one))
    found.push(...notes.toSorted((a, b) => (a.id < b.id ? 1 : -1)))
    if (found.length > limit || ids.length < batch) break
    before = ids.at(-1)!
  }
  const people = await accounts.people([...new Set(found.map((one) => one.author_id))])
  return pageOf(
    found.slice(0, limit + 1),
    limit,
    (one) => viewSummary(one, people),
    (last) => cursors.encode(list, [last.id]),
  )
}

const isFor = (who: Standing, note: ListedNote): boolean =>
  note.space_id === who.space.id && note.deleted_at === null && notePolicies.read(who, note) === 'allow'
