import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import type { Me } from '../../../contract/accounts.ts'
import { useMe, useSpace } from '#web/session.ts'
import { WithRole } from '#web/ui/gates.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import { type NoteFilters, notesQuery } from './note-queries.ts'
import { notesSearch } from './notes-urls.ts'
import { NoteList, NoteListSkeleton } from './list/note-list.tsx'
import './notes.css'

// Asked for with the page.
const head = import('./list/list-head.tsx')
const ListHead = lazy(async () => ({ default: (await head).ListHead }))
// The list is there first; what stands around it follows.
const LiveList = lazy(async () => ({ default: (await import('./list/live-list.tsx')).LiveList }))
const FilterPanel = lazy(async () => ({ default: (await import('./list/filter-panel.tsx')).FilterPanel }))
const ListMenu = lazy(async () => ({ default: (await import('./list/list-menu.tsx')).ListMenu }))
const NoNotes = lazy(async () => ({ default: (await import('./list/no-notes.tsx')).NoNotes }))
const SelectionBar = lazy(async () => ({ default: (await import('./list/selection-bar.tsx')).SelectionBar }))

/** `/notes`: write one, find one. Pinned notes first, then the latest changed; while searching, best first. */
export function NotesPage() {
  const me = useMe()
  return <WithRole least="member">{me && <Notes me={me} />}</WithRole>
}

function Notes({ me }: { me: Me }) {
  const { slug } = useSpace()
  const { q = '', write, ...narrowed } = notesSearch(useSearch({ strict: false }))
  const [asked, setAsked] = useState(q)
  // The trash is not searched.
  const filters: NoteFilters = { ...narrowed, ...(asked && !narrowed.trash && { q: asked }) }
  const query = useInfiniteQuery({
    ...notesQuery(slug, filters),
    // While someone types, the last results stay; another filter starts afresh.
    placeholderData: (old, of) => (of && sameBut(of.queryKey[3], filters) ? old : undefined),
  })
  const notes = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? []
    return narrowed.pinned ? all.filter((note) => note.pinned) : all
  }, [query.data, narrowed.pinned])
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = notes.filter(({ id }) => selected.has(id))
  const [filtering, setFiltering] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useShortcut('n', 'Write a note', () => box.current?.focus())

  // Pinned notes come first: after the first that is not, there are no more.
  const past = narrowed.pinned && !filters.q && query.data?.pages.at(-1)?.items.some((note) => !note.pinned)
  const more = query.hasNextPage && !query.isFetching && !past ? () => void query.fetchNextPage() : null
  return (
    <Page
      title={titleOf(narrowed)}
      actions={
        <Suspense fallback={<MenuRoom />}>
          <ListMenu />
        </Suspense>
      }
    >
      <div className="grid gap-x-10 lg:grid-cols-[minmax(0,1fr)_13.5rem] lg:grid-rows-[auto_1fr]">
        <div>
          <Suspense
            fallback={
              <div className={narrowed.trash || narrowed.archived ? 'h-13' : 'h-30.25 pointer-coarse:h-31'} />
            }
          >
            <ListHead
              account={me.account.id}
              filters={narrowed}
              text={q}
              onAsk={setAsked}
              box={box}
              focus={write === true}
              filtering={filtering}
              setFiltering={setFiltering}
            />
          </Suspense>
        </div>
        <Suspense fallback={<div className="mb-2 lg:row-span-2" />}>
          <FilterPanel filters={narrowed} open={filtering} setOpen={setFiltering} />
        </Suspense>
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
          <Suspense>
            <LiveList />
          </Suspense>
          <p role="status" className="sr-only">
            {filters.q &&
              !query.isFetching &&
              (notes.length > 0 ? `${notes.length}${more ? ' and more' : ''} found` : 'Nothing found')}
          </p>
          <Loaded query={query} skeleton={<NoteListSkeleton />}>
            {() =>
              notes.length > 0 ? (
                <NoteList
                  notes={notes}
                  more={more}
                  whole={!query.hasNextPage || past === true}
                  stale={query.isPlaceholderData}
                  selected={selected}
                  onSelect={setSelected}
                />
              ) : (
                <Suspense>
                  <NoNotes filters={filters} write={() => box.current?.focus()} />
                </Suspense>
              )
            }
          </Loaded>
        </div>
      </div>
    </Page>
  )
}

const MenuRoom = () => <span className="size-10" />

const titleOf = ({ trash, archived, pinned, tag }: NoteFilters) =>
  trash ? 'Trash' : archived ? 'Archive' : pinned ? 'Pinned notes' : tag ? `#${tag}` : 'Notes'

/** Whether two lists differ in what is searched for alone. */
const sameBut = (one: NoteFilters, other: NoteFilters) =>
  JSON.stringify({ ...one, q: '' }) === JSON.stringify({ ...other, q: '' })
