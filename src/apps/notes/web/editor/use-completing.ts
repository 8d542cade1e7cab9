import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import type { listNotes, listNoteTags } from '../../contract/note-routes.ts'
import type { Completing } from './completions.ts'

/** Asks the server for tags and titles that go on with what is typed. */
export function useCompleting(picked: Completing['picked']): Completing {
  const { slug: space } = useSpace()
  const params = { space }
  return {
    async tags(prefix, signal) {
      const query = { prefix: prefix || undefined }
      const { items } = await call<typeof listNoteTags>('GET /spaces/:space/notes-tags', {
        params,
        query,
        signal,
      })
      return items.slice(0, 12)
    },
    async titles(words, signal) {
      // Nothing that is typed here is meant as a filter.
      const q = words.replace(/["():]/g, ' ').trim()
      const query = { limit: 12, q: q || undefined }
      const { items } = await call<typeof listNotes>('GET /spaces/:space/notes', { params, query, signal })
      return [...new Set(items.map(({ title }) => title.trim()).filter(Boolean))]
    },
    picked,
  }
}
