import type { AnyTx } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { GuardedNote } from './note-policies.ts'
import type { NoteRow } from './note-tables.ts'

/** A note as it was and as it is; null before it was made and after it is gone for good. */
export type NoteChange = {
  id: string
  version: number
  before: GuardedNote | null
  after: GuardedNote | null
}
export type NoteNews = ReturnType<typeof openNoteNews>

/** The kind of notes in the search index. */
export const noteKind = 'note'
/** What doors to files of a note keep about it, dropped when who may see it changes. */
export const noteDoorKey = (noteId: string): string => `notes.door.${noteId}`

/** Tells everyone who must know that a note changed: the search index, doors to its files, open pages. */
export function openNoteNews({ bus, cache, search }: Pick<Platform, 'bus' | 'cache' | 'search'>) {
  return {
    /** In the transaction of the change. Open pages hear of it after the commit. */
    async changed(tx: AnyTx, before: NoteRow | null, after: NoteRow | null): Promise<void> {
      const note = (after ?? before)!
      await search.changed(tx, { kind: noteKind, id: note.id, spaceId: note.space_id })
      const change: NoteChange = {
        id: note.id,
        version: note.version,
        before: before && guarded(before),
        after: after && guarded(after),
      }
      tx.afterCommit(async () => {
        if (before && before.access_version !== after?.access_version) await cache.drop(noteDoorKey(note.id))
        await bus.publish(topicOf(note.space_id), change)
      })
    },
    /** Calls back on each change of a note of a space. Returns the way to stop. */
    follow: (spaceId: string, listener: (change: NoteChange) => void): (() => void) =>
      bus.subscribe(topicOf(spaceId), (message) => listener(message as NoteChange)),
  }
}

const topicOf = (spaceId: string) => `notes.space.${spaceId}`
const guarded = ({ author_id, visibility, deleted_at }: NoteRow): GuardedNote => ({
  author_id,
  visibility,
  deleted_at,
})
