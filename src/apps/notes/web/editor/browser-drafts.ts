import { createStore, del, set, values } from 'idb-keyval'
import { newKey } from '#web/api.ts'
import { type DraftStore, type Drafts, type KeptDraft, openDrafts } from './drafts.ts'

/** Drafts in IndexedDB, and in local storage what a page still had in its hands when it went. The page holds a lock with its name as long as it lives, so that others see whose draft is whose. */
export function openBrowserDrafts(account: string, space: string): Drafts {
  const tab = newKey()
  void holdLock(tab)
  return openDrafts({ account, space, tab }, indexedStore(), aliveTabs, Date.now)
}

const lockName = 'longhouse-notes-page:'
const lateName = 'longhouse-notes-draft:'

function indexedStore(): DraftStore {
  const store = createStore('longhouse-notes', 'drafts')
  return {
    async all() {
      const drafts = new Map((await values<KeptDraft>(store)).map((draft) => [draft.key, draft]))
      for (const late of lateDrafts())
        if (late.at >= (drafts.get(late.key)?.at ?? 0)) drafts.set(late.key, late)
      return [...drafts.values()]
    },
    async set(draft) {
      await set(draft.key, draft, store)
      localStorage.removeItem(lateName + draft.key)
    },
    async drop(key) {
      await del(key, store)
      localStorage.removeItem(lateName + key)
    },
    setNow(draft) {
      try {
        localStorage.setItem(lateName + draft.key, JSON.stringify(draft))
      } catch {
        // There is no room: what IndexedDB has of it stays.
      }
    },
  }
}

function lateDrafts(): KeptDraft[] {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(lateName))
    .map((name) => JSON.parse(localStorage.getItem(name)!) as KeptDraft)
}

/** Over plain http there are no locks: then a draft counts as left, and sending it twice does no harm. */
async function holdLock(tab: string): Promise<void> {
  await navigator.locks?.request(lockName + tab, { mode: 'shared' }, () => new Promise(() => {}))
}

async function aliveTabs(): Promise<ReadonlySet<string>> {
  const held = (await navigator.locks?.query())?.held ?? []
  return new Set(
    held
      .map(({ name }) => name ?? '')
      .filter((name) => name.startsWith(lockName))
      .map((name) => name.slice(lockName.length)),
  )
}
