import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { pageOf } from '#platform/http/cursors.ts'
import type { Platform } from '#platform/platform.ts'
import type { QueryOf } from '../../../contract/route.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { NoteSummary } from '../contract/note.ts'
import type { listNotes as listContract } from '../contract/note-routes.ts'
import { instant } from '#platform/instant.ts'
import { foldTag } from './note-fields.ts'
import * as store from './note-list-store.ts'
import { findNotes } from './note-search.ts'
import { viewerOf } from './note-policies.ts'
import type { NoteTables } from './note-tables.ts'
import { viewSummary } from './note-view.ts'

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'search'> & { db: Db<NoteTables> }
export type NoteQuery = QueryOf<typeof listContract>

/** One page of the notes that someone may see. */
export async function readNotePage(
  needs: Needs,
  who: Standing,
  query: NoteQuery,
): Promise<Page<NoteSummary>> {
  const { db, accounts, clock, cursors } = needs
  const filter = filterOf(who, query)
  const limit = query.limit ?? 20
  const { q = '', archived, deleted } = query
  const list = `notes:${who.space.id}:${JSON.stringify([filter, q, archived, deleted])}`
  const place = query.cursor === undefined ? null : cursors.decode(list, query.cursor)
  if (q.trim() !== '') {
    if (deleted) throw trashNotSearched()
    return findNotes(needs, who, { query, filter, list, cursor: place && String(place[0]) })
  }

  const rows = deleted
    ? await store.listTrash(db.replica, filter, limit + 1, clock.iso(), place as [string, string] | null)
    : await store.listNotes(db.replica, filter, limit + 1, place as store.ListPlace | null)
  const people = await accounts.people([...new Set(rows.map((row) => row.author_id))])
  return pageOf(
    rows,
    limit,
    (row) => viewSummary(row, people),
    (last) =>
      cursors.encode(
        list,
        last.deleted_at === null ? store.listPlace(filter, last) : [last.deleted_at, last.id],
      ),
  )
}

const filterOf = (who: Standing, query: NoteQuery): store.NoteFilter => ({
  spaceId: who.space.id,
  viewer: viewerOf(who),
  archived: query.archived ?? false,
  tag: query.tag === undefined ? null : foldTag(query.tag),
  authorId: query.author ?? null,
  after: query.after === undefined ? null : idFrom(instant(query.after) + 1),
  before: query.before === undefined ? null : idFrom(instant(query.before)),
})

/** Where the ids of notes begin that were made at a time (milliseconds) or later. */
function idFrom(time: number): string {
  const hex = Math.min(Math.max(time, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}

const trashNotSearched = () =>
  new Fault('invalid', 'trash-not-searched', 'The trash cannot be searched. Leave `q` or `deleted` away.')
