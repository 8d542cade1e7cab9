import type { QueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { Note } from '../../contract/note.ts'
import type { editNote, readNote } from '../../contract/note-routes.ts'
import { showNote } from '../note-cache.ts'
import { noteQuery } from '../note-queries.ts'
import type { AutosaveParts } from './autosave.ts'
import { textOf } from './note-text.ts'

/** How a note is sent and read; what the server answers is shown on every page that is open. */
export function saveParts(
  queries: QueryClient,
  space: string,
  id: string,
): Pick<AutosaveParts, 'send' | 'read' | 'clock'> {
  const params = { space, id }
  const show = (note: Note) => showNote(queries, space, note)
  return {
    async send(change, version, { leaving }) {
      const note = await call<typeof editNote>('PATCH /spaces/:space/notes/:id', {
        params,
        body: change,
        ifMatch: version,
        keepalive: leaving && JSON.stringify(change).length < mostKeepalive,
      })
      show(note)
      void queries.invalidateQueries({ queryKey: ['notes', space], refetchType: 'none' })
      return note
    },
    async read() {
      await queries.cancelQueries({ queryKey: noteQuery(space, id).queryKey })
      const note = await call<typeof readNote>('GET /spaces/:space/notes/:id', { params })
      show(note)
      return textOf(note)
    },
    clock: {
      now: () => Date.now(),
      later(milliseconds, run) {
        const timer = setTimeout(run, milliseconds)
        return () => clearTimeout(timer)
      },
    },
  }
}

/** Browsers refuse 64 kB of bytes; a character may be three of them. */
const mostKeepalive = 20_000
