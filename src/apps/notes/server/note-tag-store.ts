import { foldTags, shelfOf, tagsOf } from './note-fields.ts'
import type { Viewer } from './note-policies.ts'
import type { NoteReader, NoteTx } from './note-store.ts'
import type { NoteRow, NoteTagTable, Shelf, TagCountTable } from './note-tables.ts'

/**
 * Puts the tags of a note where lists find them, and counts them. `before` is null for a new note, `after` for one that goes for
 * good.
 */
export async function placeTags(tx: NoteTx, before: NoteRow | null, after: NoteRow | null): Promise<void> {
  const old = before ? rowsOf(before) : []
  const now = after ? rowsOf(after) : []
  if (old.length + now.length === 0) return
  if (before && after && before.tags === after.tags)
    await tx.updateTable('note_tags').set(placeOf(after)).where('note_id', '=', after.id).execute()
  else {
    if (before) await tx.deleteFrom('note_tags').where('note_id', '=', before.id).execute()
    if (now.length > 0) await tx.insertInto('note_tags').values(now).execute()
  }
  await countTags(tx, old, now)
}

/** Tags that begin with `prefix` (folded), of the notes a viewer can see, most used first. */
export async function listTags(
  read: NoteReader,
  ask: { spaceId: string; viewer: Viewer; shelf: Shelf; prefix: string },
): Promise<{ tag: string; count: number }[]> {
  let query = read
    .selectFrom('note_tag_counts')
    .select((eb) => [eb.fn.max('tag').as('tag'), eb.fn.sum('count').as('sum')])
    .where('space_id', '=', ask.spaceId)
    .where('shelf', '=', ask.shelf)
    .groupBy('folded')
    .orderBy('sum', 'desc')
    .orderBy('folded')
    .limit(500)
  // The last character there is: no tag that begins with the prefix sorts behind it.
  if (ask.prefix !== '')
    query = query.where('folded', '>=', ask.prefix).where('folded', '<=', `${ask.prefix}\u{10FFFF}`)
  if (ask.viewer.sees === 'members') query = query.where('private_to', 'in', ['', ask.viewer.accountId])
  const rows = await query.execute()
  return rows.map((row) => ({ tag: row.tag, count: Number(row.sum) }))
}

/** Ids of the notes with a tag (folded), archived ones too. */
export async function notesTagged(read: NoteReader, spaceId: string, folded: string): Promise<string[]> {
  const rows = await read
    .selectFrom('note_tags')
    .select('note_id')
    .where('space_id', '=', spaceId)
    .where('shelf', 'in', ['desk', 'archive'])
    .where('folded', '=', folded)
    .execute()
  return rows.map((row) => row.note_id)
}

const rowsOf = (note: NoteRow): NoteTagTable[] =>
  note.tags === '[]'
    ? []
    : foldTags(tagsOf(note)).map((tag) => ({ note_id: note.id, ...tag, ...placeOf(note) }))

const placeOf = (note: NoteRow) => ({
  space_id: note.space_id,
  shelf: shelfOf(note),
  author_id: note.author_id,
  visibility: note.visibility,
  pinned: note.pinned,
  updated_at: note.updated_at,
})

async function countTags(
  tx: NoteTx,
  old: readonly NoteTagTable[],
  now: readonly NoteTagTable[],
): Promise<void> {
  const rows = changedCounts(old, now)
  if (rows.length === 0) return
  await tx
    .insertInto('note_tag_counts')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['space_id', 'shelf', 'private_to', 'folded']).doUpdateSet((eb) => ({
        count: eb('note_tag_counts.count', '+', eb.ref('excluded.count')),
        tag: eb.ref('excluded.tag'),
      })),
    )
    .execute()
  const [{ space_id }] = rows as [TagCountTable]
  const emptied = rows.filter((row) => row.count < 0).map((row) => row.folded)
  if (emptied.length > 0)
    await tx
      .deleteFrom('note_tag_counts')
      .where('space_id', '=', space_id)
      .where('folded', 'in', emptied)
      .where('count', '=', 0)
      .execute()
}

/** By how much each count changes, in one order for all, so that two who change the same ones never wait for each other. */
function changedCounts(old: readonly NoteTagTable[], now: readonly NoteTagTable[]): TagCountTable[] {
  const counts = new Map<string, TagCountTable>()
  const add = (row: NoteTagTable, by: 1 | -1) => {
    const { space_id, shelf, folded, tag } = row
    const private_to = row.visibility === 'private' ? row.author_id : ''
    const key = `${shelf}\n${private_to}\n${folded}`
    counts.set(key, { space_id, shelf, private_to, folded, tag, count: (counts.get(key)?.count ?? 0) + by })
  }
  for (const row of old) add(row, -1)
  for (const row of now) add(row, 1)
  const spelled = new Set(old.map((row) => row.tag))
  return [...counts]
    .filter(([, row]) => row.count !== 0 || !spelled.has(row.tag))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
}
