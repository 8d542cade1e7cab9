import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'

/** A key with what it does. `Ctrl K` also answers to ⌘ K; letters only work outside of fields and dialogs. */
export type Shortcut = { keys: string; label: string; run: () => void }

type Registry = { add(shortcut: { current: Shortcut }): () => void; list(): Shortcut[] }
const ShortcutContext = createContext<Registry>({ add: () => () => {}, list: () => [] })

/** Every shortcut of this moment, for the list behind `?`. */
export const useShortcutList = () => use(ShortcutContext).list

/** Listens as long as the component is on the screen. A later one wins over an earlier one with the same keys. */
export function useShortcut(keys: string, label: string, run: () => void) {
  const { add } = use(ShortcutContext)
  const current = useRef<Shortcut>({ keys, label, run })
  useEffect(() => {
    current.current = { keys, label, run }
  })
  useEffect(() => add(current), [add])
}

export function Shortcuts({ children }: { children: ReactNode }) {
  const [registry] = useState(openRegistry)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const found = registry.list().findLast((shortcut) => shortcut.keys === keysOf(event))
      if (!found || event.defaultPrevented || (!found.keys.startsWith('Ctrl') && isTyping(event))) return
      event.preventDefault()
      found.run()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [registry])
  return <ShortcutContext value={registry}>{children}</ShortcutContext>
}

function openRegistry(): Registry {
  const all = new Set<{ current: Shortcut }>()
  return {
    add(shortcut) {
      all.add(shortcut)
      return () => all.delete(shortcut)
    },
    list: () => [...all].map((shortcut) => shortcut.current),
  }
}

const keysOf = (event: KeyboardEvent) =>
  `${event.ctrlKey || event.metaKey ? 'Ctrl ' : ''}${event.ctrlKey || event.metaKey ? event.key.toUpperCase() : event.key}`

const isTyping = (event: KeyboardEvent) =>
  event.altKey ||
  document.querySelector('dialog[open]') !== null ||
  (event.target instanceof Element &&
    event.target.closest('input, textarea, select, [contenteditable=true]') !== null)
