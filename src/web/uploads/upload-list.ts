import type { UploadItem } from './uploads.ts'

/** Keeps items over a reload. */
export type Shelf = {
  load(): Promise<UploadItem[]>
  save(item: UploadItem): Promise<void>
  drop(id: string): Promise<void>
}

/** The items in order, as one immutable snapshot for React, kept on the shelf once their draft is on the server. */
export function openUploadList(shelf: Shelf, left: readonly UploadItem[]) {
  let items: readonly UploadItem[] = left
  const listeners = new Set<() => void>()
  const saved = new Map<string, number>()
  const changed = (next: readonly UploadItem[]) => {
    items = next
    for (const listener of listeners) listener()
  }
  const keep = (item: UploadItem, now: number) => {
    if (item.url === '' || item.state === 'ready') return
    saved.set(item.id, now)
    void shelf.save(item).catch(ignore)
  }
  return {
    items: () => items,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    find: (id: string) => items.find((item) => item.id === id),
    add: (more: readonly UploadItem[]) => changed([...items, ...more]),
    /** `as` gives the item its real id once the server has named it. */
    edit(id: string, change: Partial<UploadItem>) {
      const before = items.find((item) => item.id === id)
      if (!before) return
      const item = { ...before, ...change }
      changed(items.map((other) => (other.id === id ? item : other)))
      const now = Date.now()
      const moved = before.state !== item.state || before.url !== item.url
      if (moved || now - (saved.get(item.id) ?? 0) > 3000) keep(item, now)
      if (item.state === 'ready') void shelf.drop(item.id).catch(ignore)
    },
    remove(ids: readonly string[]) {
      changed(items.filter((item) => !ids.includes(item.id)))
      for (const id of ids) void shelf.drop(id).catch(ignore)
    },
  }
}

/** A browser without storage still sends; only a reload forgets. */
const ignore = () => {}
