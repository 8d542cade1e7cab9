import type { Updateable } from 'kysely'
import type { ExportRow, ExportTable } from './export-tables.ts'
import type { NoteReader, NoteTx } from './note-store.ts'

export async function insertExport(tx: NoteTx, row: ExportRow): Promise<void> {
  await tx.insertInto('note_exports').values(row).execute()
}

export async function exportById(read: NoteReader, id: string): Promise<ExportRow | undefined> {
  return read.selectFrom('note_exports').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What someone asked for in a space, latest first. */
export async function exportsOf(
  read: NoteReader,
  who: { spaceId: string; accountId: string },
  limit: number,
  before: string | null,
): Promise<ExportRow[]> {
  let query = read
    .selectFrom('note_exports')
    .selectAll()
    .where('space_id', '=', who.spaceId)
    .where('account_id', '=', who.accountId)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('id', '<', before)
  return query.execute()
}

/** How many of someone's exports in a space have not ended. */
export async function openExports(read: NoteReader, spaceId: string, accountId: string): Promise<number> {
  const row = await read
    .selectFrom('note_exports')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('space_id', '=', spaceId)
    .where('account_id', '=', accountId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function updateExport(tx: NoteTx, id: string, changes: Updateable<ExportTable>): Promise<void> {
  await tx.updateTable('note_exports').set(changes).where('id', '=', id).execute()
}

export async function deleteExportRow(tx: NoteTx, id: string): Promise<void> {
  await tx.deleteFrom('note_exports').where('id', '=', id).execute()
}

/** Exports whose folder is to be emptied. */
export async function purgeableExports(read: NoteReader, now: string, limit: number): Promise<ExportRow[]> {
  return read
    .selectFrom('note_exports')
    .selectAll()
    .where('purge_at', 'is not', null)
    .where('purge_at', '<=', now)
    .orderBy('purge_at')
    .limit(limit)
    .execute()
}

/** Which of `keys` exports name as their file. */
export async function ownedExportKeys(read: NoteReader, keys: readonly string[]): Promise<Set<string>> {
  const owned = new Set<string>()
  const byId = new Map(keys.flatMap((key) => (idIn.test(key) ? [[idIn.exec(key)![1]!, key]] : [])))
  const ids = [...byId.keys()]
  for (let start = 0; start < ids.length; start += 200) {
    const rows = await read
      .selectFrom('note_exports')
      .select('key')
      .where('id', 'in', ids.slice(start, start + 200))
      .execute()
    for (const { key } of rows) if (key !== null && keys.includes(key)) owned.add(key)
  }
  return owned
}

const idIn = /\/([0-9a-f-]{36})\/export-[^/]+$/
