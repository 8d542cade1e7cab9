import type { NoteVisibility } from '../../contract/note.ts'
import type { Sending, Shelf } from './outbox.ts'

/** What is typed and not sent stays in this browser, for this account and space alone. */

export type Draft = { text: string; visibility: NoteVisibility }

export const draftOf = (account: string, space: string) => ({
  load: (): Draft => {
    const kept = read<Draft>(`longhouse.notes.draft.${account}.${space}`)
    return {
      text: typeof kept?.text === 'string' ? kept.text : '',
      visibility: kept?.visibility === 'private' ? 'private' : 'members',
    }
  },
  save: (draft: Draft) =>
    write(
      `longhouse.notes.draft.${account}.${space}`,
      draft.text || draft.visibility !== 'members' ? draft : null,
    ),
})

export const outboxShelf = (account: string, space: string): Shelf => ({
  load: () => {
    const kept = read<Sending[]>(`longhouse.notes.outbox.${account}.${space}`)
    return Array.isArray(kept) ? kept : []
  },
  save: (notes) => write(`longhouse.notes.outbox.${account}.${space}`, notes.length > 0 ? notes : null),
})

/** Storage may be full, forbidden, or hold something else. */
function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}

function write(key: string, value: unknown) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {}
}
