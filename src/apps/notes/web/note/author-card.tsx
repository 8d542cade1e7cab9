import { lazy, Suspense, type ToggleEvent, useId, useRef, useState } from 'react'
import type { Person } from '../../../../contract/shapes.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { place } from '#web/ui/place.ts'

const AuthorPanel = lazy(async () => ({ default: (await import('./author-panel.tsx')).AuthorPanel }))

/** The name of a writer; behind it, who they are. */
export function AuthorCard({ author }: { author: Person }) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const toggled = (event: ToggleEvent<HTMLDivElement>) => {
    setOpen(event.newState === 'open')
    if (event.newState === 'open') place(event.currentTarget, button.current)
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        className="inline-flex min-h-8 items-center gap-2 font-medium text-ink hover:underline"
      >
        <Avatar name={author.name} size={24} />
        {author.name}
      </button>
      <div id={id} popover="auto" role="dialog" aria-label={author.name} className="menu" onToggle={toggled}>
        <Suspense fallback={<div className="h-24" />}>{open && <AuthorPanel author={author} />}</Suspense>
      </div>
    </>
  )
}
