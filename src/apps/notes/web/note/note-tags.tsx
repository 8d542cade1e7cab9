import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, X } from 'lucide'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { Icon } from '#web/ui/icon.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import type { Note } from '../../contract/note.ts'
import { noteTagsQuery } from '../note-queries.ts'
import type { SaveFields } from './use-save-fields.ts'

/** The tags of a note. Each leads to the notes that share it; who may edit takes them off and adds others. */
export function NoteTags({ note, mayEdit, save }: { note: Note; mayEdit: boolean; save: SaveFields }) {
  const remove = (tag: string) =>
    void save.now((latest) => ({ tags: latest.tags.filter((one) => one !== tag) }))
  const add = (tag: string) =>
    void save.now((latest) => ({ tags: [...latest.tags.filter((one) => one !== tag), tag] }))
  if (note.tags.length === 0 && !mayEdit) return null
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      {note.tags.length > 0 && (
        <ul aria-label="Tags" className="contents">
          {note.tags.map((tag) => (
            <li key={tag} className="badge pr-1">
              <Link to={'/notes' as string} search={{ tag }} className="hover:underline">
                #{tag}
              </Link>
              {mayEdit ? (
                <button
                  type="button"
                  aria-label={`Take off ${tag}`}
                  className="grid size-6 place-items-center rounded-full hover:bg-hover hover:text-ink"
                  onClick={() => remove(tag)}
                >
                  <Icon of={X} size={14} />
                </button>
              ) : (
                <span className="w-1" />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && <AddTag has={note.tags} add={add} />}
    </div>
  )
}

function AddTag({ has, add }: { has: readonly string[]; add: (tag: string) => void }) {
  const { slug } = useSpace()
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const known = useQuery({ ...noteTagsQuery(slug), enabled: open }).data?.items ?? []
  useShortcut('#', 'Add a tag', () => setOpen(true))
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    const tags = (field.current?.value ?? '').split(/[,#]/).map((tag) => tag.trim().slice(0, 60))
    for (const tag of tags) if (tag && !has.includes(tag)) add(tag)
    if (field.current) field.current.value = ''
  }
  if (!open)
    return (
      <button
        type="button"
        className="badge min-h-6 border border-dashed border-border bg-transparent hover:bg-hover"
        onClick={() => setOpen(true)}
      >
        <Icon of={Plus} size={14} />
        Tag
      </button>
    )
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
          setOpen(false)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.currentTarget.value = ''
          setOpen(false)
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
