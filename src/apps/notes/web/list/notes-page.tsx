import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { Me } from '../../../../contract/accounts.ts'
import { useMe, useSpace } from '#web/session.ts'
import { WithRole } from '#web/ui/gates.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import { CaptureBox } from '../capture/capture-box.tsx'
import { useNoteEvents } from '../note-events.ts'
import { type NoteFilters, notesQuery } from '../note-queries.ts'
import { notesSearch } from '../notes-urls.ts'
import { FilterPanel } from './filter-panel.tsx'
import { ListMenu } from './list-menu.tsx'
import { NoNotes } from './no-notes.tsx'
import { NoteList, NoteListSkeleton } from './note-list.tsx'
import { SearchBar } from './search-bar.tsx'
import { useSearchText } from './use-search-text.ts'
import '../notes.css'

// Only once something is selected.
const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }))

/** `/notes`: write one, find one. Pinned notes first, then the latest changed; while searching, best first. */
export function NotesPage() {
  const me = useMe()
  return <WithRole least="member">{me && <Notes me={me} />}</WithRole>
}

function Notes({ me }: { me: Me }) {
  const { slug } = useSpace()
  const { q = '', write, ...narrowed } = notesSearch(useSearch({ strict: false }))
  const search = useSearchText(q, ['notes', slug, 'list'])
  const filters: NoteFilters = { ...narrowed, ...(search.asked && { q: search.asked }) }
  const query = useInfiniteQuery({
    ...notesQuery(slug, filters),
    // While someone types, the last results stay; another filter starts afresh.
    placeholderData: (old, of) => (of && sameBut(of.queryKey[3], filters) ? old : undefined),
  })
  const events = useNoteEvents()
  const notes = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? []
    return narrowed.pinned ? all.filter((note) => note.pinned) : all
  }, [query.data, narrowed.pinned])
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = notes.filter(({ id }) => selected.has(id))
  const box = useRef<HTMLTextAreaElement>(null)
  useFirstFocus(box, write === true)
  useShortcut('n', 'Write a note', () => box.current?.focus())

  // Pinned notes come first: after the first that is not, there are no more.
  const past = narrowed.pinned && !filters.q && query.data?.pages.at(-1)?.items.some((note) => !note.pinned)
  const more = query.hasNextPage && !query.isFetching && !past ? () => void query.fetchNextPage() : null
  return (
    <Page title={titleOf(narrowed)} actions={<ListMenu />}>
      <div className="grid gap-x-10 lg:grid-cols-[minmax(0,1fr)_13.5rem] lg:grid-rows-[auto_1fr]">
        <div>
          {!narrowed.trash && !narrowed.archived && (
            <CaptureBox account={me.account.id} space={slug} box={box} />
          )}
          <SearchBar search={search} />
        </div>
        <FilterPanel filters={narrowed} />
        <div className="min-w-0">
          {chosen.length > 0 && (
            <Suspense>
              <SelectionBar
                notes={chosen}
                trash={narrowed.trash === true}
                archived={narrowed.archived === true}
                clear={() => setSelected(new Set())}
              />
            </Suspense>
          )}
          {events.changed && (
            <p className="mb-2 text-center">
              <button type="button" className="btn btn-small" onClick={events.show}>
                Notes have changed. Show them
              </button>
            </p>
          )}
          <p role="status" className="sr-only">
            {filters.q && !query.isFetching && (notes.length > 0 ? `${notes.length} found` : 'Nothing found')}
          </p>
          <Loaded query={query} skeleton={<NoteListSkeleton />}>
            {() =>
              notes.length > 0 ? (
                <NoteList
                  notes={notes}
                  more={more}
                  stale={query.isPlaceholderData}
                  selected={selected}
                  onSelect={setSelected}
                />
              ) : (
                <NoNotes filters={filters} write={() => box.current?.focus()} />
              )
            }
          </Loaded>
        </div>
      </div>
    </Page>
  )
}

const titleOf = ({ trash, archived, pinned }: NoteFilters) =>
  trash ? 'Trash' : archived ? 'Archive' : pinned ? 'Pinned notes' : 'Notes'

/** Whether two lists differ in what is searched for alone. */
const sameBut = (one: NoteFilters, other: NoteFilters) =>
  JSON.stringify({ ...one, q: '' }) === JSON.stringify({ ...other, q: '' })

/** `?write=true` puts the caret into the box, once. */
function useFirstFocus(box: { current: HTMLElement | null }, wanted: boolean) {
  const navigate = useNavigate()
  useEffect(() => {
    if (!wanted) return
    // After the page has given its heading the focus.
    requestAnimationFrame(() => box.current?.focus())
    void navigate({
      to: '.',
      search: (old: object) => ({ ...old, write: undefined }),
      replace: true,
      resetScroll: false,
    })
  }, [box, wanted, navigate])
}
