import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, type MouseEvent, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useRowWindow } from '#web/ui/row-window.ts'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { NoteSummary } from '../../contract/note.ts'
import { NoteRow, type RowHandlers } from './note-row.tsx'
import { usePlace } from './use-place.ts'

const ListKeys = lazy(async () => ({ default: (await import('./list-keys.tsx')).ListKeys }))

/**
 * Notes one below the other, all of one height; only those near the window are in the page. `more` is called as the end comes near.
 * Coming back from a note shows it where it was.
 */
export function NoteList({
  notes,
  more,
  whole,
  stale,
  selected,
  onSelect,
}: {
  notes: readonly NoteSummary[]
  more: (() => void) | null
  /** Whether these are all there are. */
  whole: boolean
  /** Older results, shown until the new ones are there. */
  stale: boolean
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
}) {
  const list = useRef<HTMLUListElement>(null)
  const { top, rowHeight } = useGeometry(list)
  const { from, to } = useRowWindow({ rows: notes.length, rowHeight, top, around: 4 })
  useEffect(() => {
    if (more && to >= notes.length - 12) more()
  }, [more, to, notes.length])
  const keepPlace = usePlace({ list, notes, top, rowHeight })
  const last = useRef<string>(null)

  const toggle = (id: string) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    last.current = id
    onSelect(next)
  }
  const click = (event: MouseEvent, id: string) => {
    if (event.shiftKey && last.current) {
      event.preventDefault()
      onSelect(new Set([...selected, ...between(notes, last.current, id)]))
    } else if (event.shiftKey || event.ctrlKey || event.metaKey) {
      event.preventDefault()
      toggle(id)
    } else keepPlace(id)
  }
  const navigate = useNavigate()
  // Rows are drawn again only for what is new about them: their handlers stay the same.
  const follow = (event: MouseEvent, to: string, search: { tag?: string }) => {
    if (event.defaultPrevented || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    void navigate({ to, search } as never)
  }
  const latest = useRef<RowHandlers>(null)
  useLayoutEffect(() => {
    latest.current = { toggle, click, follow }
  })
  const [on] = useState<RowHandlers>(() => ({
    toggle: (id) => latest.current?.toggle(id),
    click: (event, id) => latest.current?.click(event, id),
    follow: (event, to, search) => latest.current?.follow(event, to, search),
  }))
  const { space } = useSearch({ strict: false }) as { space?: string }

  return (
    <>
      <Suspense>
        <ListKeys
          list={list}
          notes={notes}
          rows={{ from, to, top, height: rowHeight }}
          toggle={toggle}
          clear={() => onSelect(new Set())}
          open={(id, edit) => {
            keepPlace(id)
            void navigate({ to: `/notes/${id}`, search: edit ? { edit: true } : {} } as never)
          }}
        />
      </Suspense>
      <ul
        ref={list}
        aria-label="Notes"
        aria-busy={stale}
        className={`relative border-t border-line transition-opacity duration-200 ${stale ? 'opacity-60' : ''} ${selected.size > 0 ? 'selecting' : ''}`}
        style={{ height: notes.length * rowHeight }}
      >
        {notes.slice(from, to).map((note, near) => (
          <NoteRow
            key={note.id}
            note={note}
            top={(from + near) * rowHeight}
            place={from + near + 1}
            of={whole ? notes.length : -1}
            selected={selected.has(note.id)}
            base={space ? `/s/${space}` : ''}
            on={on}
          />
        ))}
      </ul>
    </>
  )
}

/** Seven lines of the page's own text size, as `.note-row` has it. */
const rowHeightOf = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 7

/** How high a row is, and how far below the top of the page the list begins, pixels. */
function useGeometry(list: { current: HTMLElement | null }) {
  // As it is with the browser's own text size; to ask before the first layout would cost one of its own.
  const [geometry, setGeometry] = useState({ top: 0, rowHeight: 112 })
  useLayoutEffect(() => {
    const look = () => {
      const box = list.current?.getBoundingClientRect()
      if (!box) return
      const now = { top: box.top + scrollY, rowHeight: rowHeightOf() }
      setGeometry((was) => (was.top === now.top && was.rowHeight === now.rowHeight ? was : now))
    }
    look()
    // What stands above the list grows and shrinks.
    const watch = new ResizeObserver(look)
    watch.observe(document.body)
    return () => watch.disconnect()
  }, [list])
  return geometry
}

function between(notes: readonly NoteSummary[], one: string, other: string): string[] {
  const at = [one, other].map((id) => notes.findIndex((note) => note.id === id)).toSorted((a, b) => a - b)
  return notes.slice(Math.max(0, at[0] ?? 0), (at[1] ?? 0) + 1).map(({ id }) => id)
}

export const NoteListSkeleton = () => (
  <div className="border-t border-line">
    {Array.from({ length: 6 }, (_, index) => (
      <div key={index} className="h-28 border-b border-line px-2 pt-3">
        <Skeleton className="mb-3 h-4 w-2/5" />
        <Skeleton className="mb-2 h-3.5 w-11/12" />
        <Skeleton className="h-3.5 w-3/5" />
      </div>
    ))}
  </div>
)
