import type { QueryClient } from '@tanstack/react-query'
import { ApiProblem, call } from '#web/api.ts'
import type { Note, NotePatch } from '../contract/note.ts'
import type { editNote } from '../contract/note-routes.ts'
import { noteQuery } from './note-queries.ts'

/**
 * Saves a change of single fields, not of the text. When someone else was first, the change is made again to what they left:
 * `change` gets the latest note, or nothing the first time.
 */
export async function patchNote(
  queries: QueryClient,
  space: string,
  { id, version }: Pick<Note, 'id' | 'version'>,
  change: (latest?: Note) => NotePatch,
): Promise<Note> {
  const params = { space, id }
  const key = noteQuery(space, id).queryKey
  let latest: Note | undefined = queries.getQueryData(key)
  for (let tries = 1; ; tries++) {
    try {
      return await call<typeof editNote>('PATCH /spaces/:space/notes/:id', {
        params,
        body: change(latest),
        ifMatch: Math.max(version, latest?.version ?? 0),
      })
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.status !== 412 || tries === 4) throw problem
      latest = await queries.fetchQuery({ ...noteQuery(space, id), staleTime: 0 })
    }
  }
}
