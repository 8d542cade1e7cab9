import type { NoteReader, NoteTx } from './note-store.ts'
import type { NoteRow, RevisionRow, TagRename } from './note-tables.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import { decodeBody, encodeBody, isWhole, wholeEvery } from './revision-codec.ts'

/** Keeps `note` as it now is; `previous` is the body of the version before. */
export async function insertRevision(
  tx: NoteTx,
  note: NoteRow,
  { at, previous, renamed }: { at: string; previous: string; renamed: TagRename | null },
): Promise<void> {
  const { keptStart, keptEnd, text } = encodeBody(note.version, previous, note.body)
  await tx
    .insertInto('note_revisions')
    .values({
      note_id: note.id,
      version: note.version,
      at,
      editor_id: note.editor_id,
      title: note.title,
      tags: note.tags,
      length: note.body.length,
      kept_start: keptStart,
      kept_end: keptEnd,
      renamed: renamed && toJson(renamed),
      text,
    })
    .execute()
}

/** Latest first, below version `before` when given. */
export async function listRevisions(
  read: NoteReader,
  noteId: string,
  limit: number,
  before: number | null,
): Promise<ListedRevision[]> {
  let query = read
    .selectFrom('note_revisions')
    .select(['version', 'at', 'editor_id', 'title', 'length'])
    .where('note_id', '=', noteId)
    .orderBy('version', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('version', '<', before)
  return query.execute()
}
export type ListedRevision = Pick<RevisionRow, 'version' | 'at' | 'editor_id' | 'title' | 'length'>

export type FoundRevision = RevisionRow & { body: string }

/** A note as it was. */
export async function findRevision(
  read: NoteReader,
  noteId: string,
  version: number,
): Promise<FoundRevision | undefined> {
  const steps = await read
    .selectFrom('note_revisions')
    .selectAll()
    .where('note_id', '=', noteId)
    .where('version', '<=', version)
    .orderBy('version', 'desc')
    .limit(wholeEvery)
    .execute()
  const deltas = steps.map((step) => ({
    keptStart: step.kept_start,
    keptEnd: step.kept_end,
    text: step.text,
  }))
  const [revision] = steps
  if (revision?.version !== version) return undefined
  return { ...revision, body: decodeBody(deltas.slice(0, deltas.findIndex(isWhole) + 1).toReversed()) }
}

/** How tags were renamed after `version`, in order; null when anything else was saved, too. */
export async function renamesSince(
  read: NoteReader,
  noteId: string,
  version: number,
): Promise<TagRename[] | null> {
  const since = await read
    .selectFrom('note_revisions')
    .select('renamed')
    .where('note_id', '=', noteId)
    .where('version', '>', version)
    .orderBy('version')
    .execute()
  return since.some((one) => one.renamed === null) ? null : since.map((one) => fromJson(one.renamed!))
}
