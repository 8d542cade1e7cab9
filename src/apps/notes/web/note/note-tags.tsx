import { Link } from '@tanstack/react-router'
import { Plus, X } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '#web/ui/icon.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import type { Note } from '../../contract/note.ts'
import type { SaveFields } from './use-save-fields.ts'

const AddTag = lazy(async () => ({ default: (await import('./add-tag.tsx')).AddTag }))

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
      {mayEdit && <NewTag has={note.tags} add={add} />}
    </div>
  )
}

function NewTag({ has, add }: { has: readonly string[]; add: (tag: string) => void }) {
  const [open, setOpen] = useState(false)
  useShortcut('#', 'Add a tag', () => setOpen(true))
  const button = (
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
    <Suspense fallback={button}>
      {open ? <AddTag has={has} add={add} onClose={() => setOpen(false)} /> : button}
    </Suspense>
  )
}
