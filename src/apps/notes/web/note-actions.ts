import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { ApiProblem, call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { NotePatch, NoteSummary } from '../contract/note.ts'
import type { deleteNote, deleteNotes, restoreNotes } from '../contract/note-routes.ts'
import { changeInLists, refreshNotes, showNote } from './note-cache.ts'
import { noteQuery } from './note-queries.ts'
import { patchNote } from './patch-note.ts'
import { nameOf } from './plain-text.ts'

/** A note as far as an action needs it: from a list or whole. */
export type NoteAtHand = Pick<NoteSummary, 'id' | 'title' | 'version' | 'pinned' | 'archivedAt'> & {
  excerpt?: string
  body?: string
}

/**
 * What can be done with notes. Each shows at once, says what happened and offers the way back; when the server refuses, the lists
 * are read again and the reason is told.
 */
export function useNoteActions() {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const refresh = () => refreshNotes(queries, space)

  async function attempt(work: () => Promise<unknown>, done?: Parameters<typeof toast>[0]) {
    await queries.cancelQueries({ queryKey: ['notes', space, 'list'] })
    try {
      await work()
      if (done) toast(done)
    } catch (problem) {
      toast(wordsOf(problem))
    } finally {
      refresh()
    }
  }

  const patchOne = async (note: NoteAtHand, patch: NotePatch) =>
    showNote(queries, space, await patchNote(queries, space, note, () => patch))

  const patchMany = async (notes: readonly NoteAtHand[], patch: NotePatch) => {
    for (const note of notes) await patiently(() => patchOne(note, patch))
  }

  const setArchived = (notes: readonly NoteAtHand[], archived: boolean): Promise<void> =>
    attempt(
      () => {
        const archivedAt = archived ? new Date().toISOString() : null
        changeInLists(queries, space, idsOf(notes), (note) => ({ ...note, archivedAt }))
        return patchMany(notes, { archived })
      },
      {
        text: `${subject(notes)} ${archived ? 'archived' : 'back from the archive'}`,
        action: { label: 'Undo', run: () => void setArchived(notes, !archived) },
      },
    )

  const restore = (notes: readonly NoteAtHand[]): Promise<void> =>
    attempt(
      async () => {
        changeInLists(queries, space, idsOf(notes), () => null)
        await inPortions(notes, (ids) =>
          call<typeof restoreNotes>('POST /spaces/:space/notes-restorations', {
            params: { space },
            body: { ids },
          }),
        )
        await forget(queries, space, notes)
      },
      `${subject(notes)} restored`,
    )

  return {
    setPinned: (notes: readonly NoteAtHand[], pinned: boolean) =>
      attempt(() => {
        changeInLists(queries, space, idsOf(notes), (note) => ({ ...note, pinned }))
        return patchMany(notes, { pinned })
      }),
    setArchived,
    restore,
    trash: (notes: readonly NoteAtHand[]) =>
      attempt(
        async () => {
          changeInLists(queries, space, idsOf(notes), () => null)
          await inPortions(notes, (ids) =>
            call<typeof deleteNotes>('POST /spaces/:space/notes-deletions', {
              params: { space },
              body: { ids },
            }),
          )
          await forget(queries, space, notes)
        },
        {
          text: `${subject(notes)} in the trash`,
          action: { label: 'Undo', run: () => void restore(notes) },
        },
      ),
    /** Nothing brings these back. */
    destroy: (notes: readonly NoteAtHand[]) =>
      attempt(
        async () => {
          changeInLists(queries, space, idsOf(notes), () => null)
          for (const { id } of notes) {
            await patiently(() =>
              call<typeof deleteNote>('DELETE /spaces/:space/notes/:id', {
                params: { space, id },
                query: { forever: true },
              }),
            )
            queries.removeQueries({ queryKey: noteQuery(space, id).queryKey })
          }
        },
        `${subject(notes)} gone for good`,
      ),
  }
}

const idsOf = (notes: readonly NoteAtHand[]) => new Set(notes.map(({ id }) => id))

const subject = (notes: readonly NoteAtHand[]) => {
  const [one] = notes
  return one && notes.length === 1 ? `“${nameOf(one)}” is` : `${notes.length} notes are`
}

/** Many requests in a row may be more than the house takes in a minute: then it says when to go on. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.status !== 429) throw problem
      const seconds = Math.min(problem.retryAfterSeconds ?? 5, 60)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
}

/** As many ids at once as the API takes. */
async function inPortions(notes: readonly NoteAtHand[], work: (ids: string[]) => Promise<unknown>) {
  const ids = notes.map(({ id }) => id)
  for (let from = 0; from < ids.length; from += 500) await work(ids.slice(from, from + 500))
}

/** A note that moved in or out of the trash is read again when it is looked at. */
const forget = (queries: QueryClient, space: string, notes: readonly NoteAtHand[]) =>
  Promise.all(notes.map(({ id }) => queries.invalidateQueries({ queryKey: noteQuery(space, id).queryKey })))
