import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { JobRefused } from '#platform/queue/queue.ts'
import type { Platform } from '#platform/platform.ts'
import { attachmentsOf } from './attachment-store.ts'
import type { AttachmentRow } from './attachment-tables.ts'
import { notePolicies } from './note-policies.ts'
import { noteById } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'

export type ExportedNote = { note: NoteRow; files: AttachmentRow[]; author: string }

/** Where the asker of an export or the sender of an import stands now. Throws `JobRefused` once they have left the space. */
export async function memberOf(
  accounts: Platform['accounts'],
  row: { space_id: string; account_id: string },
): Promise<Standing> {
  const who = await accounts.standingIn(row.space_id, row.account_id)
  if (who && who.role !== null) return who
  throw new JobRefused('no-member', 'Whoever asked for this is no longer a member of this space.')
}

/**
 * The notes of `ids`, one at a time. Each is looked at again as it is now, by someone who stands where they stand now: what has gone, or
 * is not for them any more, is left out.
 */
export async function* exportedNotes(
  { db, accounts }: Pick<Platform, 'accounts'> & { db: Db<NoteTables> },
  row: { space_id: string; account_id: string },
  ids: ReadonlySet<string>,
  each: (done: number) => void,
): AsyncGenerator<ExportedNote> {
  let done = 0
  for (const id of ids) {
    each(done++)
    const who = await memberOf(accounts, row)
    const note = await noteById(db.read, id)
    if (!note || note.deleted_at !== null || notePolicies.read(who, note) !== 'allow') continue
    const people = await accounts.people([note.author_id])
    const files = (await attachmentsOf(db.read, id)).filter((file) => file.original_key !== null)
    yield { note, files, author: people.get(note.author_id)?.name ?? 'Former member' }
  }
}
