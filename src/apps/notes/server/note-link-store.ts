import type { BodyLink } from './note-links.ts'
import type { Viewer } from './note-policies.ts'
import { type NoteReader, type NoteTx, noteTables } from './note-store.ts'
import type { NoteLinkRow, NoteRow } from './note-tables.ts'

/** Puts `links` in the place of what the note linked to; `fresh` when there cannot be any yet. */
export async function replaceLinks(
  tx: NoteTx,
  note: Pick<NoteRow, 'id' | 'space_id'>,
  links: readonly BodyLink[],
  fresh = false,
): Promise<void> {
  if (!fresh) await tx.deleteFrom('note_links').where('from_id', '=', note.id).execute()
  if (links.length === 0) return
  const rows = links.map((link, place) => ({
    from_id: note.id,
    place,
    space_id: note.space_id,
    to_id: link.toId,
    to_title: link.toTitle,
    text: link.text,
  }))
  await tx.insertInto('note_links').values(rows).execute()
}

/** What a body links to, in its order. */
export async function linksFrom(read: NoteReader, noteId: string): Promise<NoteLinkRow[]> {
  return read.selectFrom('note_links').selectAll().where('from_id', '=', noteId).orderBy('place').execute()
}

/** Notes that link to one by its id or its title, as ids, latest made first, below `before`. */
export async function linkingIds(
  read: NoteReader,
  note: Pick<NoteRow, 'id' | 'space_id' | 'title_folded'>,
  limit: number,
  before: string | null,
): Promise<string[]> {
  const targets = [
    ['to_id', note.id],
    ...(note.title_folded === '' ? [] : [['to_title', note.title_folded] as const]),
  ] as const
  const found = await Promise.all(
    targets.map(([column, target]) => {
      let query = read
        .selectFrom('note_links')
        .select('from_id')
        .distinct()
        .where('space_id', '=', note.space_id)
        .where(column, '=', target)
        .where('from_id', '!=', note.id)
        .orderBy('from_id', 'desc')
        .limit(limit)
      if (before !== null) query = query.where('from_id', '<', before)
      return query.execute()
    }),
  )
  const ids = new Set(found.flat().map((row) => row.from_id))
  return [...ids].toSorted().toReversed().slice(0, limit)
}

/** The ids of the notes that have these titles (folded), among those a viewer sees; of several the one made first. */
export async function idsTitled(
  read: NoteReader,
  spaceId: string,
  viewer: Viewer,
  titles: readonly string[],
): Promise<Map<string, string>> {
  const found = await Promise.all(
    noteTables.map((table) => {
      let query = read
        .selectFrom(table)
        .select((eb) => ['title_folded', eb.fn.min('id').as('id')])
        .where('space_id', '=', spaceId)
        .where('title_folded', 'in', titles)
        .where('deleted_at', 'is', null)
        .groupBy('title_folded')
      if (viewer.sees === 'members')
        query = query.where((eb) =>
          eb.or([eb('visibility', '=', 'members'), eb('author_id', '=', viewer.accountId)]),
        )
      return query.execute()
    }),
  )
  // What is in use comes before what was archived.
  return new Map(
    found
      .toReversed()
      .flat()
      .map((row) => [row.title_folded, row.id]),
  )
}
