import { Search, X } from 'lucide'
import { useRef } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import type { SearchText } from './use-search-text.ts'

/** Finds as one types. `/` leads here, Escape first empties it, then leaves it. */
export function SearchBar({ search }: { search: SearchText }) {
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Search notes', () => field.current?.select())
  return (
    <div className="relative min-w-0 flex-1">
      <Icon of={Search} size={18} className="pointer-events-none absolute top-2.75 left-3 text-muted" />
      <input
        ref={field}
        type="search"
        enterKeyHint="search"
        aria-label="Search notes"
        placeholder="Search: words, tag:choir, from:ada"
        maxLength={400}
        value={search.typed}
        onChange={(event) => search.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (search.typed) search.type('')
          else field.current?.blur()
        }}
        className="input px-10"
      />
      {search.typed && (
        <IconButton
          label="Clear search"
          icon={X}
          className="absolute top-0 right-0"
          onClick={() => {
            search.type('')
            field.current?.focus()
          }}
        />
      )}
    </div>
  )
}
