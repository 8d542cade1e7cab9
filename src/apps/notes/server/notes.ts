import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import { fromJson } from '#platform/db/json.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import type { NewNote, NotePatch } from '../contract/note.ts'
import { noteActions, ofNote } from './note-audit.ts'
import { changesOf, newNoteOf, renameIn } from './note-fields.ts'
import { notePolicies } from './note-policies.ts'
import { changedMeanwhile, type NoteSaves } from './note-saves.ts'
import { findNote, type NoteTx } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { findRevision, renamesSince } from './revision-store.ts'

type Needs = Pick<Platform, 'audit' | 'clock'> & { db: Db<NoteTables>; saves: NoteSaves }
export type Notes = ReturnType<typeof openNotes>

/** The rules of writing: what may happen to a note, in one transaction each. */
export function openNotes({ db, audit, clock, saves }: Needs) {
  return {
    /** `createdAt` (ISO) is for notes that are older than the house. */
    async create(who: Standing, input: NewNote, createdAt = clock.iso()): Promise<NoteRow> {
      const note = newNoteOf(newId(Date.parse(createdAt)), who, input, createdAt)
      await db.transact((tx) => saves.first(tx, note))
      return note
    },

    /**
     * Saves what a patch changes in the version that `ifMatch` names. Throws `Fault('precondition-required')` without it and
     * `Fault('stale')` when someone else was first. A tag that was renamed meanwhile is renamed in the patch instead.
     */
    async edit(who: Standing, id: string, patch: NotePatch, ifMatch: string | null): Promise<NoteRow> {
      return db.transact(async (tx) => {
        const note = await writable(tx, who, id)
        if (ifMatch === null) throw versionNeeded()
        const changes = changesOf(note, await broughtUp(tx, note, patch, ifMatch), clock.iso())
        if (changes.visibility !== undefined) {
          allow(notePolicies, 'change-visibility', who, note)
          const details = { from: note.visibility, to: changes.visibility }
          await audit.record(tx, noteActions.visibilityChanged, { ...ofNote(note), details })
        }
        return saves.next(tx, note, changes, who.accountId!)
      })
    },

    /** An earlier version, saved again as the latest. */
    async restoreRevision(who: Standing, id: string, version: number): Promise<NoteRow> {
      return db.transact(async (tx) => {
        const note = await writable(tx, who, id)
        const was = await findRevision(tx, id, version)
        if (!was) throw noRevision()
        const patch = { title: was.title, body: was.body, tags: fromJson(was.tags) }
        return saves.next(tx, note, changesOf(note, patch, clock.iso()), who.accountId!)
      })
    },
  }
}

async function writable(tx: NoteTx, who: Standing, id: string): Promise<NoteRow> {
  const note = allow(notePolicies, 'edit', who, await findNote(tx, who.space.id, id))
  if (note.deleted_at !== null)
    throw new Fault('conflict', 'deleted', 'This note is in the trash. Bring it back first.')
  return note
}

/** The patch as it applies to the note of today; whoever saves an older one loses nothing when only tags were renamed. */
async function broughtUp(tx: NoteTx, note: NoteRow, patch: NotePatch, ifMatch: string): Promise<NotePatch> {
  if (ifMatch === String(note.version)) return patch
  const seen = /^[1-9]\d{0,8}$/.test(ifMatch) ? Number(ifMatch) : note.version
  const renames = seen < note.version ? await renamesSince(tx, note.id, seen) : null
  if (!renames) throw changedMeanwhile(note.version)
  return patch.tags ? { ...patch, tags: renames.reduce(renameIn, patch.tags) } : patch
}

const versionNeeded = () =>
  new Fault(
    'precondition-required',
    'version-needed',
    'Say in If-Match which version of the note you changed (its ETag), so that nobody’s text is lost.',
  )
export const noRevision = () => new Fault('missing', 'not-found', 'This note has no such version.')
