import type { Updateable } from 'kysely'
import type { ImportRow, ImportTable } from './import-tables.ts'
import { type NoteReader, noteTables, type NoteTx } from './note-store.ts'

export async function insertImport(tx: NoteTx, row: ImportRow): Promise<void> {
  await tx.insertInto('note_imports').values(row).execute()
}

export async function importById(read: NoteReader, id: string): Promise<ImportRow | undefined> {
  return read.selectFrom('note_imports').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What someone sent to a space, latest first. */
export async function importsOf(
  read: NoteReader,
  who: { spaceId: string; accountId: string },
  limit: number,
  before: string | null,
): Promise<ImportRow[]> {
  let query = read
    .selectFrom('note_imports')
    .selectAll()
    .where('space_id', '=', who.spaceId)
    .where('account_id', '=', who.accountId)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('id', '<', before)
  return query.execute()
}

/** How many of someone's imports to a space have not ended. */
export async function openImports(read: NoteReader, spaceId: string, accountId: string): Promise<number> {
  const row = await read
    .selectFrom('note_imports')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('space_id', '=', spaceId)
    .where('account_id', '=', accountId)
    .where('state', 'in', ['uploading', 'waiting', 'running'])
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function updateImport(tx: NoteTx, id: string, changes: Updateable<ImportTable>): Promise<void> {
  await tx.updateTable('note_imports').set(changes).where('id', '=', id).execute()
}

/** Imports whose folder is to be tidied. */
export async function purgeableImports(read: NoteReader, now: string, limit: number): Promise<ImportRow[]> {
  return read
    .selectFrom('note_imports')
    .selectAll()
    .where('purge_at', 'is not', null)
    .where('purge_at', '<=', now)
    .orderBy('purge_at')
    .limit(limit)
    .execute()
}

/** Bytes of the files that wait to be imported. */
export async function importBytes(read: NoteReader, spaceId: string): Promise<number> {
  const row = await read
    .selectFrom('note_imports')
    .select((eb) => eb.fn.sum('size').as('bytes'))
    .where('space_id', '=', spaceId)
    .where('key', 'is not', null)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** Which of `keys` are files of imports that are still needed. */
export async function ownedImportKeys(read: NoteReader, keys: readonly string[]): Promise<Set<string>> {
  const wanted = keys.filter((key) => key.endsWith('/original'))
  const owned = new Set<string>()
  for (let start = 0; start < wanted.length; start += 200) {
    const ids = wanted.slice(start, start + 200).map((key) => key.split('/').at(-2)!)
    const rows = await read.selectFrom('note_imports').select('key').where('id', 'in', ids).execute()
    for (const { key } of rows) if (key !== null) owned.add(key)
  }
  return owned
}

/**
 * The notes of a space that these keys were imported as, or that have the id that a key names. One that was deleted for good is
 * not known any more; one in the trash is.
 */
export async function knownNotes(
  read: NoteReader,
  spaceId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (let start = 0; start < keys.length; start += 200) {
    const some = keys.slice(start, start + 200)
    const imported = await read
      .selectFrom('note_import_keys')
      .select(['key', 'note_id'])
      .where('space_id', '=', spaceId)
      .where('key', 'in', some)
      .execute()
    const noteOf = new Map(imported.map((row) => [row.key, row.note_id]))
    const own = some.filter((key) => key.startsWith('id:')).map((key) => key.slice(3))
    const there = await existing(read, spaceId, [...noteOf.values(), ...own])
    for (const key of some) {
      const id = [noteOf.get(key), key.slice(3)].find((one) => one !== undefined && there.has(one))
      if (id !== undefined) known.set(key, id)
    }
  }
  return known
}

export async function rememberKey(
  tx: NoteTx,
  row: { space_id: string; key: string; note_id: string },
): Promise<void> {
  await tx
    .insertInto('note_import_keys')
    .values(row)
    .onConflict((c) => c.columns(['space_id', 'key']).doUpdateSet({ note_id: row.note_id }))
    .execute()
}

/** With a note that goes for good: the next import brings it anew. */
export async function forgetKeys(tx: NoteTx, noteId: string): Promise<void> {
  await tx.deleteFrom('note_import_keys').where('note_id', '=', noteId).execute()
}

async function existing(read: NoteReader, spaceId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await Promise.all(
    noteTables.map((table) =>
      read.selectFrom(table).select('id').where('space_id', '=', spaceId).where('id', 'in', ids).execute(),
    ),
  )
  return new Set(found.flat().map((row) => row.id))
}
