import type { Draft } from './autosave.ts'

/** A text that the server may not have, as it lies in this browser. */
export type KeptDraft = Draft & {
  key: string
  account: string
  space: string
  id: string
  /** The page it is written in; when that page is gone, another may take it up. */
  tab: string
  /** Milliseconds of the last change. */
  at: number
}

export type DraftStore = {
  all: () => Promise<KeptDraft[]>
  set: (draft: KeptDraft) => Promise<void>
  drop: (key: string) => Promise<void>
  /** Keeps a draft before it returns: what `set` has begun ends with the page. */
  setNow: (draft: KeptDraft) => void
}

export type Drafts = ReturnType<typeof openDrafts>
/** The right to write the draft of one note in this page; the latest hold has it. */
export type Hold = { keep: (draft: Draft | null) => void; release: () => void }

/**
 * Drafts of one person in one space. Each open page has its own draft of a note, so that two pages do not lose each other's text;
 * `alive` says which pages of this browser are open. A browser without storage writes all the same: then only the server keeps.
 */
export function openDrafts(
  { account, space, tab }: { account: string; space: string; tab: string },
  store: DraftStore,
  alive: () => Promise<ReadonlySet<string>>,
  now: () => number,
) {
  const keyOf = (id: string, page = tab) => [account, space, id, page].join('/')
  const { write, unwritten } = openWriters(store)
  const holders = new Map<string, symbol>()

  return {
    /** `page`: whose draft, when it is not this page's own. */
    hold(id: string, page = tab): Hold {
      const me = Symbol(id)
      const key = keyOf(id, page)
      holders.set(key, me)
      return {
        keep(draft) {
          if (holders.get(key) !== me) return
          void write(key, draft && { ...draft, key, account, space, id, tab: page, at: now() })
        },
        release() {
          if (holders.get(key) === me) holders.delete(key)
        },
      }
    },
    /** The page may be gone at once: what is on its way into the store is kept there now. */
    leave() {
      for (const draft of unwritten()) store.setNow(draft)
    },
    /**
     * Drafts that no other page is writing on, the latest first. Of one note: also this page's own, for whoever is about to hold
     * it. Of all: only those that nobody holds.
     */
    async left(id?: string): Promise<KeptDraft[]> {
      const all = await store.all().catch(() => [])
      const open = await alive()
      return all
        .filter((draft) => draft.account === account && draft.space === space)
        .filter((draft) => id === undefined || draft.id === id)
        .filter((draft) => draft.tab === tab || !open.has(draft.tab))
        .filter((draft) => id !== undefined || !holders.has(draft.key))
        .toSorted((a, b) => b.at - a.at)
    },
    /** Makes a draft of a page that is gone this page's own. */
    async takeUp(left: KeptDraft): Promise<Draft> {
      const { base, mine, sent } = left
      const key = keyOf(left.id)
      if (left.key !== key) {
        await store.set({ ...left, key, tab, at: now() }).catch(() => {})
        await store.drop(left.key).catch(() => {})
      }
      return { base, mine, sent }
    },
  }
}

/** One write at a time for each key, the latest wins: who types fast into a long note is not waited for. */
function openWriters(store: DraftStore) {
  const waiting = new Map<string, KeptDraft | null>()
  const writing = new Map<string, KeptDraft | null>()
  return {
    async write(key: string, draft: KeptDraft | null): Promise<void> {
      waiting.set(key, draft)
      if (writing.has(key)) return
      for (let next = waiting.get(key); next !== undefined; next = waiting.get(key)) {
        waiting.delete(key)
        writing.set(key, next)
        await (next ? store.set(next) : store.drop(key)).catch(() => {})
      }
      writing.delete(key)
    },
    unwritten: () => [...new Map([...writing, ...waiting]).values()].filter((draft) => draft !== null),
  }
}
