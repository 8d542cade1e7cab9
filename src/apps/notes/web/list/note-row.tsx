import { Archive, EyeOff, Pin } from 'lucide'
import { memo, type MouseEvent } from 'react'
import type { Snippet } from '../../../../contract/search.ts'
import { Icon } from '#web/ui/icon.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import type { NoteSummary } from '../../contract/note.ts'
import { NoteDots } from '../note/note-menu-button.tsx'
import { belowName, nameOf } from '../plain-text.ts'

/** What rows tell their list; the same for all of them, and as long as it stands. */
export type RowHandlers = {
  toggle: (id: string) => void
  click: (event: MouseEvent, id: string) => void
  follow: (event: MouseEvent, to: string, search: { tag?: string }) => void
}

/**
 * A note in the list. Its height is fixed, so that the list knows where each is; what does not fit is cut. Its links are plain
 * ones that ask the router when they are followed: forty of the router's own take a phone longer than everything else here.
 */
export const NoteRow = memo(function NoteRow({
  note,
  top,
  place,
  of,
  selected,
  base,
  on,
}: {
  note: NoteSummary
  /** Pixels below the top of the list. */
  top: number
  place: number
  /** How many there are, -1 while nobody knows. */
  of: number
  selected: boolean
  /** What addresses of this space begin with. */
  base: string
  on: RowHandlers
}) {
  return (
    <li
      data-note={note.id}
      aria-posinset={place}
      aria-setsize={of}
      className={`note-row ${selected ? 'note-row-selected' : ''}`}
      style={{ top }}
    >
      <div className="min-w-0 flex-1">
        <h2 className="flex h-6 items-center gap-1.5 text-base">
          {note.pinned && <Mark icon={Pin} word="Pinned" />}
          {note.visibility === 'private' && <Mark icon={EyeOff} word="Private" />}
          {note.archivedAt !== null && <Mark icon={Archive} word="Archived" />}
          <a
            href={`${base}/notes/${note.id}`}
            className="note-link truncate"
            onClick={(event) => {
              on.click(event, note.id)
              on.follow(event, `/notes/${note.id}`, {})
            }}
          >
            {note.found && note.found.title.length > 0 ? <Found of={note.found.title} /> : nameOf(note)}
          </a>
        </h2>
        <p className="line-clamp-2 h-10 text-md leading-5 text-muted">
          {note.found && note.found.snippet.length > 0 ? <Found of={note.found.snippet} /> : belowName(note)}
        </p>
        <p className="mt-1 flex h-6 items-center gap-2 overflow-hidden text-sm whitespace-nowrap text-muted">
          <RelativeTime at={note.updatedAt} />
          <span aria-hidden>·</span>
          <span className="max-w-36 shrink-0 truncate">{note.author.name}</span>
          {note.tags.slice(0, 6).map((tag) => (
            <a
              key={tag}
              href={`${base}/notes?tag=${encodeURIComponent(tag)}`}
              className="relative shrink-0 rounded-sm text-accent hover:underline"
              onClick={(event) => on.follow(event, '/notes', { tag })}
            >
              #{tag}
            </a>
          ))}
        </p>
      </div>
      <div className="relative flex flex-none flex-col items-center">
        <NoteDots small note={note} onSelect={() => on.toggle(note.id)} />
        <label className="note-tick">
          <input
            type="checkbox"
            aria-label={`Select ${nameOf(note)}`}
            checked={selected}
            onChange={() => on.toggle(note.id)}
          />
        </label>
      </div>
    </li>
  )
})

const Mark = ({ icon, word }: { icon: Parameters<typeof Icon>[0]['of']; word: string }) => (
  <span title={word} className="text-muted">
    <Icon of={icon} size={16} />
    <span className="sr-only">{word}:</span>
  </span>
)

const Found = ({ of }: { of: Snippet }) =>
  of.map(({ text, hit }, at) =>
    hit ? (
      <mark key={at} className="rounded-sm bg-accent-soft font-semibold text-accent">
        {text}
      </mark>
    ) : (
      <span key={at}>{text}</span>
    ),
  )
