import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef } from 'react'
import { useSpace } from '#web/session.ts'
import { noteTagsQuery } from '../note-queries.ts'

/** A field for one more tag, or several with commas between; the tags of the space are proposed. */
export function AddTag({
  has,
  add,
  onClose,
}: {
  has: readonly string[]
  add: (tag: string) => void
  onClose: () => void
}) {
  const { slug } = useSpace()
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const known = useQuery(noteTagsQuery(slug)).data?.items ?? []
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    const tags = (field.current?.value ?? '').split(/[,#]/).map((tag) => tag.trim().slice(0, 60))
    for (const tag of tags) if (tag && !has.includes(tag)) add(tag)
    if (field.current) field.current.value = ''
  }
  return (
    <form onSubmit={save}>
      <input
        ref={field}
        // Opened on purpose, to be typed into.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label="New tag"
        list={list}
        maxLength={200}
        autoComplete="off"
        className="min-h-7 w-36 rounded-full border border-border bg-page px-3 text-sm"
        onBlur={() => {
          save()
          onClose()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.currentTarget.value = ''
          onClose()
        }}
      />
      <datalist id={list}>
        {known
          .filter(({ tag }) => !has.includes(tag))
          .map(({ tag, count }) => (
            <option key={tag} value={tag}>
              {count}
            </option>
          ))}
      </datalist>
    </form>
  )
}
