import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CornerUpLeft } from 'lucide'
import { useSpace } from '#web/session.ts'
import { Icon } from '#web/ui/icon.tsx'
import { backlinksQuery } from '../note-queries.ts'
import { nameOf } from '../plain-text.ts'

/** The notes that link to this one; nothing while there are none. */
export function Backlinks({ id }: { id: string }) {
  const { slug } = useSpace()
  const notes = useQuery(backlinksQuery(slug, id)).data?.items ?? []
  if (notes.length === 0) return null
  return (
    <section className="mt-10" aria-labelledby="backlinks">
      <h2 id="backlinks" className="mb-2 text-base">
        Linked from
      </h2>
      <ul className="panel">
        {notes.map((note) => (
          <li key={note.id} className="panel-row py-2">
            <Link
              to={`/notes/${note.id}` as string}
              className="flex min-h-8 items-center gap-3 hover:underline"
            >
              <Icon of={CornerUpLeft} size={18} className="text-muted" />
              <span className="min-w-0 flex-1 truncate text-md font-medium">{nameOf(note)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
