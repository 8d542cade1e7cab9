import { createStore, del, set, values } from 'idb-keyval'
import { newKey } from '#web/api.ts'
import { type DraftStore, type Drafts, type KeptDraft, openDrafts } from './drafts.ts'

/** Drafts in IndexedDB. The page holds a lock with its name as long as it lives, so that others see whose draft is whose. */
export function openBrowserDrafts(account: string, space: string): Drafts {
  const tab = newKey()
  void holdLock(tab)
  return openDrafts({ account, space, tab }, indexedStore(), aliveTabs, Date.now)
}

const lockName = 'longhouse-notes-page:'

function indexedStore(): DraftStore {
  const store = createStore('longhouse-notes', 'drafts')
  return {
    all: () => values<KeptDraft>(store),
    set: (draft) => set(draft.key, draft, store),
    drop: (key) => del(key, store),
  }
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
