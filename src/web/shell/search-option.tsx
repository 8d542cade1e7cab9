import { type IconNode } from 'lucide'
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../ui/icon.tsx'
import { Marked } from '../ui/marked.tsx'
import { shortDate } from '../ui/relative-time.tsx'
import type { DrawnHit } from './search-hits.ts'

/** One row of the search. The keyboard chooses it through the field above; the pointer here. */
export function SearchOption({
  id,
  icon,
  chosen,
  onOpen,
  onHover,
  children,
}: {
  id: string
  icon: IconNode
  chosen: boolean
  onOpen: () => void
  onHover?: (() => void) | undefined
  children: ReactNode
}) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className="menu-item cursor-pointer items-start! py-2.5"
      onClick={onOpen}
      onPointerEnter={onHover}
    >
      <Icon of={icon} size={18} className="mt-0.5 text-muted" />
      <span className="min-w-0 flex-1">{children}</span>
    </div>
  )
}

/** What was found: its title, the best passage, and whose it is. */
export function HitText({ hit, kind }: DrawnHit) {
  const about = [
    kind.name,
    hit.author?.name,
    kind.name !== 'Member' && shortDate(hit.at),
    hit.archived && 'archived',
  ]
  return (
    <>
      <span className="line-clamp-2 font-medium">
        {hit.title.length > 0 ? <Marked text={hit.title} /> : 'Untitled'}
      </span>
      {hit.snippet.length > 0 && (
        <span className="line-clamp-2 text-sm text-muted">
          <Marked text={hit.snippet} />
        </span>
      )}
      <span className="block truncate text-sm text-muted">
        {[...about.filter(Boolean), ...hit.tags.slice(0, 4).map((tag) => `#${tag}`)].join(' · ')}
      </span>
    </>
  )
}
