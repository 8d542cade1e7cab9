/** What was searched for on this device, by this person in this space; the latest first. Never leaves the browser. */
export function recentSearches(person: string | undefined, space: string, storage: Storage = localStorage) {
  const key = `longhouse.searches.${person ?? 'guest'}.${space}`
  const read = (): string[] => {
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
      return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, most) : []
    } catch {
      return []
    }
  }
  const write = (texts: string[]) => {
    try {
      if (texts.length > 0) storage.setItem(key, JSON.stringify(texts))
      else storage.removeItem(key)
    } catch {
      // Storage is full or forbidden: then nothing is remembered.
    }
  }
  return {
    read,
    remember(text: string) {
      const kept = text.trim()
      if (kept) write([kept, ...read().filter((other) => other !== kept)].slice(0, most))
    },
    forget: () => write([]),
  }
}

const most = 6
