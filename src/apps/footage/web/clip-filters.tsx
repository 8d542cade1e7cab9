import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search, SlidersHorizontal, X } from 'lucide'
import { useEffect, useState } from 'react'
import { useMe, useSpace } from '../../../web/session.ts'
import { Button, IconButton } from '../../../web/ui/button.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { tagsQuery } from './clip-queries.ts'
import type { ListSearch } from './footage-urls.ts'

/** Text at once, the rest behind "Filters"; all of it in the address. */
export function ClipFilters({ filters }: { filters: ListSearch }) {
  const { slug } = useSpace()
  const me = useMe()
  const navigate = useNavigate()
  const set = (change: { [K in keyof ListSearch]?: ListSearch[K] | undefined }) =>
    void navigate({
      to: '.',
      search: (old: object) => ({ ...old, ...change }),
      replace: true,
      resetScroll: false,
    })
  const tags = useQuery(tagsQuery(slug)).data?.items ?? []
  const more = ['tag', 'from', 'to', 'state', 'deleted'].filter((name) => name in filters).length
  return (
    <div className="mb-6 flex flex-wrap items-start gap-2">
      <SearchField text={filters.q ?? ''} onText={(q) => set({ q: q || undefined })} />
      <details className="relative max-md:open:basis-full" open={more > 0 || undefined}>
        <summary className="btn list-none">
          <Icon of={SlidersHorizontal} size={18} />
          Filters{more > 0 && ` (${more})`}
        </summary>
        <div className="mt-3 grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap">
          <Choice label="Tag" value={filters.tag} onPick={(tag) => set({ tag })}>
            {tags.map(({ tag, count }) => (
              <option key={tag} value={tag}>{`${tag} (${count})`}</option>
            ))}
          </Choice>
          <Day label="Filmed from" value={filters.from} onPick={(from) => set({ from })} />
          <Day label="Filmed until" value={filters.to} onPick={(to) => set({ to })} />
          {me && (
            <Choice
              label="State"
              value={filters.state}
              onPick={(state) => set({ state: state as ListSearch['state'] })}
            >
              <option value="ready">Ready</option>
              <option value="processing">Processing</option>
              <option value="uploading">Uploading</option>
              <option value="failed">Failed</option>
            </Choice>
          )}
          {me && (
            <label className="check min-h-10">
              <input
                type="checkbox"
                checked={filters.deleted === true}
                onChange={(event) => set({ deleted: event.target.checked || undefined })}
              />
              <span>Deleted clips</span>
            </label>
          )}
          {more > 0 && (
            <Button
              kind="quiet"
              icon={X}
              onClick={() =>
                set({ tag: undefined, from: undefined, to: undefined, state: undefined, deleted: undefined })
              }
            >
              Clear
            </Button>
          )}
        </div>
      </details>
    </div>
  )
}

/** Searches 250 ms after the last key. */
function SearchField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onText(typed.trim()), 250)
    return () => clearTimeout(timer)
  })
  return (
    <div className="relative max-w-sm flex-1 basis-48">
      <Icon of={Search} size={18} className="pointer-events-none absolute top-2.75 left-3 text-muted" />
      <input
        type="search"
        aria-label="Search clips"
        placeholder="Search clips"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="input px-10"
      />
      {typed && (
        <IconButton
          label="Clear search"
          icon={X}
          className="absolute top-0 right-0"
          onClick={() => setTyped('')}
        />
      )}
    </div>
  )
}

const Choice = ({
  label,
  value,
  onPick,
  children,
}: {
  label: string
  value: string | undefined
  onPick: (value: string | undefined) => void
  children: React.ReactNode
}) => (
  <label className="block text-sm font-medium">
    <span className="mb-1 block">{label}</span>
    <select
      className="input w-full md:w-44"
      value={value ?? ''}
      onChange={(event) => onPick(event.target.value || undefined)}
    >
      <option value="">Any</option>
      {children}
    </select>
  </label>
)

const Day = ({
  label,
  value,
  onPick,
}: {
  label: string
  value: string | undefined
  onPick: (value: string | undefined) => void
}) => (
  <label className="block text-sm font-medium">
    <span className="mb-1 block">{label}</span>
    <input
      type="date"
      className="input w-full md:w-40"
      value={value ?? ''}
      onChange={(event) => onPick(event.target.value || undefined)}
    />
  </label>
)
