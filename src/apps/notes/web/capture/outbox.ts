import type { NoteVisibility } from '../../contract/note.ts'

/** A quick note on its way to the server. */
export type Sending = {
  /** The idempotency key: sent twice, the note is made once. */
  key: string
  text: string
  visibility: NoteVisibility
  /** `refused` waits for the person; `waiting` goes out by itself. */
  state: 'waiting' | 'sending' | 'refused'
  words: string
}

/** What became of one try. `later` is worth another by itself. */
export type SendOutcome = { kind: 'saved' } | { kind: 'later' | 'refused'; words: string }

export type Outbox = ReturnType<typeof openOutbox>

/**
 * Quick notes that the server does not have yet. They are kept in `shelf` until it has answered, so that neither a reload nor a
 * lost connection loses one. One goes at a time, the oldest first; after `later` the next `wake` tries again.
 */
export function openOutbox(shelf: Shelf, send: (note: Sending) => Promise<SendOutcome>) {
  let notes = shelf.load().map((note): Sending => ({ ...note, state: 'waiting', words: '' }))
  let busy = false
  const listeners = new Set<() => void>()
  const set = (next: Sending[]) => {
    notes = next
    shelf.save(notes)
    for (const listener of listeners) listener()
  }
  const edit = (key: string, change: Partial<Sending>) =>
    set(notes.map((note) => (note.key === key ? { ...note, ...change } : note)))
  const drop = (key: string) => set(notes.filter((note) => note.key !== key))

  async function wake() {
    if (busy) return
    busy = true
    for (let next = nextOf(notes); next; next = nextOf(notes)) {
      edit(next.key, { state: 'sending', words: '' })
      const outcome = await send(next)
      if (outcome.kind === 'saved') drop(next.key)
      else edit(next.key, { state: outcome.kind === 'later' ? 'waiting' : 'refused', words: outcome.words })
      if (outcome.kind === 'later') break
    }
    busy = false
  }

  return {
    notes: () => notes,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wake: () => void wake(),
    add(note: Pick<Sending, 'key' | 'text' | 'visibility'>) {
      set([...notes, { ...note, state: 'waiting', words: '' }])
      void wake()
    },
    again(key: string) {
      edit(key, { state: 'waiting', words: '' })
      void wake()
    },
    /** Takes a note out, to be written on or thrown away; null when it is just being sent. */
    take(key: string): Sending | null {
      const note = notes.find((one) => one.key === key && one.state !== 'sending')
      if (note) drop(key)
      return note ?? null
    },
  }
}

export type Shelf = { load: () => Sending[]; save: (notes: readonly Sending[]) => void }

const nextOf = (notes: readonly Sending[]) => notes.find(({ state }) => state === 'waiting')
