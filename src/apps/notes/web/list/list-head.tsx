import { SlidersHorizontal } from 'lucide'
import { type RefObject, useEffect } from 'react'
import { useSpace } from '#web/session.ts'
import { IconButton } from '#web/ui/button.tsx'
import { CaptureBox } from '../capture/capture-box.tsx'
import type { NoteFilters } from '../note-queries.ts'
import { SearchBar } from './search-bar.tsx'
import { useSearchText } from './use-search-text.ts'

/** What stands above the list: the box to write in, the search, and on a phone the way to the filters. */
export function ListHead({
  account,
  filters,
  text,
  onAsk,
  box,
  focus,
  filtering,
  setFiltering,
}: {
  account: string
  filters: NoteFilters
  /** What is searched for, as it stands in the address. */
  text: string
  /** Takes what is to be asked now. */
  onAsk: (text: string) => void
  box: RefObject<HTMLTextAreaElement | null>
  /** The caret goes into the box, once. */
  focus: boolean
  filtering: boolean
  setFiltering: (filtering: boolean) => void
}) {
  const { slug } = useSpace()
  const search = useSearchText(text, ['notes', slug, 'list'])
  useEffect(() => onAsk(search.asked), [onAsk, search.asked])
  const { trash, archived, tag, author, from, to } = filters
  const narrowed = [tag, author, from, to].filter(Boolean).length
  return (
    <>
      {!trash && !archived && <CaptureBox account={account} space={slug} box={box} focus={focus} />}
      <div className="mb-3 flex items-start gap-2">
        {/* The trash is not searched. */}
        {!trash && <SearchBar search={search} />}
        <IconButton
          label={narrowed > 0 ? `Filters (${narrowed})` : 'Filters'}
          icon={SlidersHorizontal}
          kind="plain"
          className={`lg:hidden ${narrowed > 0 ? 'text-accent' : ''}`}
          aria-expanded={filtering}
          aria-controls="note-filters"
          onClick={() => setFiltering(!filtering)}
        />
      </div>
    </>
  )
}
