import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Archive, NotebookPen, Pencil, Pin, Trash2, X, type IconNode } from 'lucide'
import { lazy, Suspense, useRef, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import { membersQuery, type NoteFilters, noteTagsQuery } from '../note-queries.ts'

const TagDialog = lazy(async () => ({ default: (await import('./tag-dialog.tsx')).TagDialog }))

/** Places, tags, author and days: beside the list on a desktop, behind a button on a phone. All of it stands in the address. */
export function FilterPanel({
  filters,
  open,
  setOpen,
}: {
  filters: NoteFilters
  /** On a phone: whether it is shown. */
  open: boolean
  setOpen: (open: boolean) => void
}) {
  const [renaming, setRenaming] = useState(false)
  const panel = useRef<HTMLDivElement>(null)
  useShortcut('#', 'Go to the tags', () => {
    setOpen(true)
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>('[data-tags] a')?.focus())
  })
  return (
    <div className="mb-2 lg:row-span-2">
      {/* On a phone a place or tag that is chosen gives way to its notes. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        ref={panel}
        id="note-filters"
        onClick={(event) => (event.target as Element).closest('a') && setOpen(false)}
        className={`grid gap-6 pb-4 lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto lg:p-1 ${open ? '' : 'max-lg:hidden'}`}
      >
        <nav aria-label="Places" className="grid max-lg:grid-cols-2">
          <Place icon={NotebookPen} label="All notes" search={{}} here={!inPlace(filters)} />
          <Place icon={Pin} label="Pinned" search={{ pinned: true }} here={filters.pinned} />
          <Place icon={Archive} label="Archive" search={{ archived: true }} here={filters.archived} />
          <Place icon={Trash2} label="Trash" search={{ trash: true }} here={filters.trash} />
        </nav>
        {!filters.trash && <Tags filters={filters} rename={() => setRenaming(true)} />}
        <Narrowing filters={filters} />
      </div>
      <Suspense>
        {renaming && <TagDialog tag={filters.tag ?? ''} onClose={() => setRenaming(false)} />}
      </Suspense>
    </div>
  )
}

const inPlace = ({ pinned, archived, trash }: NoteFilters) => pinned ?? archived ?? trash ?? false

const Place = ({
  icon,
  label,
  search,
  here = false,
}: {
  icon: IconNode
  label: string
  search: NoteFilters
  here: boolean | undefined
}) => (
  <Link
    to={'/notes' as string}
    search={search}
    aria-current={here ? 'page' : undefined}
    className={`side-item ${here ? 'side-item-here' : ''}`}
  >
    <Icon of={icon} size={18} />
    {label}
  </Link>
)

const shownTags = 14

function Tags({ filters, rename }: { filters: NoteFilters; rename: () => void }) {
  const { slug } = useSpace()
  const [all, setAll] = useState(false)
  const tags = useQuery(noteTagsQuery(slug, filters.archived)).data?.items ?? []
  const chosen = tags.find(({ tag }) => tag === filters.tag)
  const first = tags.slice(0, all ? 500 : shownTags)
  const shown = chosen && !first.includes(chosen) ? [chosen, ...first] : first
  if (tags.length === 0) return null
  return (
    <section aria-labelledby="note-tags">
      <div className="flex min-h-8 items-center justify-between pl-2.5">
        <h2 id="note-tags" className="text-sm text-muted">
          Tags
        </h2>
        <IconButton small label="Rename or merge tags" icon={Pencil} onClick={rename} />
      </div>
      <ul data-tags>
        {shown.map(({ tag, count }) => (
          <li key={tag}>
            <Link
              to="."
              search={(old: object) => ({ ...old, tag: tag === filters.tag ? undefined : tag })}
              aria-current={tag === filters.tag ? 'true' : undefined}
              className={`side-item ${tag === filters.tag ? 'side-item-here' : ''}`}
            >
              <span className="min-w-0 flex-1 truncate">#{tag}</span>
              <span className="text-sm text-muted">{count}</span>
            </Link>
          </li>
        ))}
      </ul>
      {tags.length > shownTags && (
        <Button kind="quiet" small onClick={() => setAll(!all)}>
          {all ? 'Fewer tags' : `All ${tags.length} tags`}
        </Button>
      )}
    </section>
  )
}

function Narrowing({ filters }: { filters: NoteFilters }) {
  const { slug } = useSpace()
  const navigate = useNavigate()
  const { author, from, to } = filters
  const narrowed = [author, from, to].filter(Boolean).length
  const [open, setOpen] = useState(narrowed > 0)
  const members = useQuery({ ...membersQuery(slug), enabled: open }).data?.items ?? []
  const set = (change: { [K in 'author' | 'from' | 'to']?: string | undefined }) =>
    void navigate({
      to: '.',
      search: (old: object) => ({ ...old, ...change }),
      replace: true,
      resetScroll: false,
    })
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="px-2.5">
      <summary className="min-h-8 text-sm font-medium text-muted hover:text-ink">
        Author and time{narrowed > 0 && ` (${narrowed})`}
      </summary>
      <div className="grid gap-3 pt-1 text-sm font-medium">
        <label>
          <span className="mb-1 block text-muted">Written by</span>
          <select
            className="input w-full"
            value={filters.author ?? ''}
            onChange={(event) => set({ author: event.target.value || undefined })}
          >
            <option value="">Anybody</option>
            {filters.author && !members.some(({ accountId }) => accountId === filters.author) && (
              <option value={filters.author}>Somebody else</option>
            )}
            {members.map(({ accountId, name }) => (
              <option key={accountId} value={accountId}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="mb-1 block text-muted">Written from</span>
          <input
            type="date"
            className="input"
            value={filters.from ?? ''}
            onChange={(event) => set({ from: event.target.value || undefined })}
          />
        </label>
        <label>
          <span className="mb-1 block text-muted">until</span>
          <input
            type="date"
            className="input"
            value={filters.to ?? ''}
            onChange={(event) => set({ to: event.target.value || undefined })}
          />
        </label>
        {narrowed > 0 && (
          <Button
            kind="quiet"
            small
            icon={X}
            onClick={() => set({ author: undefined, from: undefined, to: undefined })}
          >
            Clear
          </Button>
        )}
      </div>
    </details>
  )
}
