import { createStore, del, set, values } from 'idb-keyval'
import type { Shelf } from './upload-list.ts'
import type { UploadItem } from './uploads.ts'

type Kept = UploadItem & { tab: string; seenAt: number }

/**
 * Items in IndexedDB. Files themselves are not kept (they may be tens of gigabytes): after a reload the person chooses them again.
 * What another open tab is sending right now is left to that tab.
 */
export function openShelf(): Shelf {
  const store = createStore('longhouse-uploads', 'items')
  const tab = tabName()
  return {
    async load() {
      const all = await values<Kept>(store).catch(() => [])
      const mine = all.filter((item) => item.tab === tab || Date.now() - item.seenAt > 15_000)
      if (all.length === 0) mark(false)
      return mine
    },
    async save(item) {
      mark(true)
      await set(item.id, { ...item, tab, seenAt: Date.now() } satisfies Kept, store)
    },
    async drop(id) {
      await del(id, store)
      if ((await values(store)).length === 0) mark(false)
    },
  }
}

/** The same over a reload, another one in every tab. */
function tabName(): string {
  try {
    const known = sessionStorage.getItem('longhouse.tab')
    if (known) return known
    const name = String(Math.random())
    sessionStorage.setItem('longhouse.tab', name)
    return name
  } catch {
    return String(Math.random())
  }
}

/** Tells the shell at the next start whether this machine is needed (`use-uploads.tsx`). */
function mark(unfinished: boolean) {
  try {
    if (unfinished) localStorage.setItem('longhouse.uploads', '1')
    else localStorage.removeItem('longhouse.uploads')
  } catch {}
}
