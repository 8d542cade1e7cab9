import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useState } from 'react'
import { noteTagsQuery } from '../note-queries.ts'

export type TagCompletion = ReturnType<typeof useTagCompletion>

/**
 * Completes the `#` word before the caret with the tags of the space. Tags are asked for once, when the first `#` is typed; from
 * then on the choice is made here, without waiting.
 */
export function useTagCompletion(space: string, pick: (tag: string) => void) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const known = useQuery({ ...noteTagsQuery(space), enabled: typed !== null }).data?.items ?? []
  const choices = typed === null ? [] : matches(known, typed)
  const chosen = choices[Math.min(at, choices.length - 1)]
  const take = (tag: string) => {
    pick(tag)
    setTyped(null)
  }
  return {
    id,
    choices,
    chosen,
    take,
    /** What is typed after `#`, null when the caret is elsewhere. */
    look: (now: string | null) => {
      setTyped(now)
      setAt(0)
    },
    /** Handles a key of the field while there is something to choose; true when it did. */
    key: (event: KeyboardEvent): boolean => {
      if (choices.length === 0 || event.ctrlKey || event.metaKey) return false
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step) setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length)
      else if (event.key === 'Enter' && chosen?.tag === typed) return false
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen.tag)
      else if (event.key === 'Escape') setTyped(null)
      else return false
      event.preventDefault()
      return true
    },
    field: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': choices.length > 0 ? id : undefined,
      'aria-activedescendant': chosen && `${id}-${choices.indexOf(chosen)}`,
    },
  }
}

export const TagChoices = ({ completion: { id, choices, chosen, take } }: { completion: TagCompletion }) =>
  choices.length > 0 && (
    <div id={id} role="listbox" aria-label="Tags" className="menu absolute top-full left-2 z-10 mt-1">
      {choices.map((choice, at) => (
        // The keyboard chooses through the field; the pointer here, without taking the focus from it.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={choice.tag}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={choice === chosen}
          className="menu-item cursor-pointer"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(choice.tag)}
        >
          <span className="flex-1 truncate">#{choice.tag}</span>
          <span className="text-sm text-muted">{choice.count}</span>
        </div>
      ))}
    </div>
  )

type Known = { tag: string; count: number }

/** At most eight, the very word first, then those that begin with it. A tag of several words cannot follow a `#`. */
function matches(known: readonly Known[], typed: string): Known[] {
  const wanted = typed.toLowerCase()
  const able = known.filter(({ tag }) => !/\s/.test(tag))
  const begins = able.filter(({ tag }) => tag.toLowerCase().startsWith(wanted))
  const holds = able.filter(({ tag }) => tag.toLowerCase().indexOf(wanted) > 0)
  const same = begins.filter(({ tag }) => tag === typed)
  return [...same, ...begins.filter((one) => !same.includes(one)), ...holds].slice(0, 8)
}
