import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'

/**
 * A key with what it does. `Ctrl K` also answers to ⌘ K. Plain keys are silent while someone types or a dialog or menu is open; with
 * `within` they also need the focus there, or nowhere.
 */
export type Shortcut = { keys: string; label: string; run: () => void; within?: { current: Element | null } }

type Registry = { add(shortcut: { current: Shortcut }): () => void; list(): Shortcut[] }
const ShortcutContext = createContext<Registry>({ add: () => () => {}, list: () => [] })

/** Every shortcut of this moment, for the list behind `?`. */
export const useShortcutList = () => use(ShortcutContext).list

/** Listens as long as the component is on the screen. A later one wins over an earlier one with the same keys. */
export function useShortcut(
  keys: string,
  label: string,
  run: () => void,
  where: Pick<Shortcut, 'within'> = {},
): void {
  const { add } = use(ShortcutContext)
  const current = useRef<Shortcut>({ keys, label, run, ...where })
  useEffect(() => {
    current.current = { keys, label, run, ...where }
  })
  useEffect(() => add(current), [add])
}

export function Shortcuts({ children }: { children: ReactNode }) {
  const [registry] = useState(openRegistry)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const keys = keysOf(event)
      const found = registry.list().findLast((shortcut) => shortcut.keys === keys && isMeant(shortcut, event))
      if (!found || event.defaultPrevented) return
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

function keysOf({ key, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return `Ctrl ${key.toUpperCase()}`
  return key === ' ' ? 'Space' : key
}

function isMeant({ keys, within }: Shortcut, { altKey, target }: KeyboardEvent): boolean {
  if (keys.startsWith('Ctrl')) return true
  if (altKey || document.querySelector('dialog[open], :popover-open') || !(target instanceof Element))
    return false
  if (target.closest('input, textarea, select, [contenteditable=true], [role^=menu]')) return false
  if ((keys === 'Space' || keys === 'Enter') && target.closest('button, a, summary')) return false
  return !within || target === document.body || Boolean(within.current?.contains(target))
}
