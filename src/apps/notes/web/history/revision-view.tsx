import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide'
import { useId, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Note, Revision } from '../../contract/note.ts'
import { MarkdownView } from '../markdown/markdown-view.tsx'
import { DiffView } from './diff-view.tsx'
import { revisionQuery } from './revision-queries.ts'
import { useRestore } from './use-restore.ts'

const ways = ['previous', 'current', 'text'] as const
type Way = (typeof ways)[number]

/** One save: what it changed, how it differs from now, or how it read; and the way back to it. */
export function RevisionView({
  note,
  version,
  previous,
  onRestored,
}: {
  note: Note
  version: number
  previous: number | null
  onRestored: () => void
}) {
  const { slug } = useSpace()
  const isCurrent = version === note.version
  const [way, setWay] = useState<Way>('previous')
  const query = useQuery(revisionQuery(slug, note.id, version))
  const before = useQuery({
    ...revisionQuery(slug, note.id, previous ?? 0),
    enabled: previous !== null && way === 'previous',
  })
  const { restore, busy } = useRestore(note, onRestored)
  const name = useId()
  return (
    <div className="min-w-0">
      <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2">
        <fieldset className="flex flex-wrap gap-x-5">
          <legend className="sr-only">Show</legend>
          {ways.map((kind) => (
            <label key={kind} className="check">
              <input type="radio" name={name} checked={way === kind} onChange={() => setWay(kind)} />
              <span>{words[kind]}</span>
            </label>
          ))}
        </fieldset>
        {note.may.edit && !isCurrent && (
          <Button
            small
            icon={RotateCcw}
            busy={busy}
            className="ml-auto"
            onClick={() => query.data && restore(query.data)}
          >
            Restore this
          </Button>
        )}
      </div>
      <Loaded query={query} skeleton={<Skeleton className="h-48 w-full" />}>
        {(revision) => {
          if (way === 'text') return <AsItWas revision={revision} note={note} />
          if (way === 'current') return <Difference before={revision} after={note} />
          if (previous === null) return <Difference before={nothing} after={revision} />
          return (
            <Loaded query={before} skeleton={<Skeleton className="h-48 w-full" />}>
              {(earlier) => <Difference before={earlier} after={revision} />}
            </Loaded>
          )
        }}
      </Loaded>
    </div>
  )
}

const words: Record<Way, string> = { previous: 'What it changed', current: 'Against now', text: 'As it read' }

type Compared = Pick<Revision, 'title' | 'body' | 'tags'>
const nothing: Compared = { title: '', body: '', tags: [] }

const Difference = ({ before, after }: { before: Compared; after: Compared }) => (
  <div className="grid gap-3">
    {before.title !== after.title && (
      <section aria-label="Title">
        <DiffView before={before.title} after={after.title} />
      </section>
    )}
    {before.tags.join() !== after.tags.join() && (
      <section aria-label="Tags">
        <DiffView before={before.tags.join(', ')} after={after.tags.join(', ')} />
      </section>
    )}
    <section aria-label="Text">
      <DiffView before={before.body} after={after.body} />
    </section>
  </div>
)

/** Boxes and links of an earlier text are not those of the note: it is shown without its note's hands. */
const AsItWas = ({ revision, note }: { revision: Revision; note: Note }) => (
  <article>
    <h3 className="mb-1 text-lg">{revision.title || 'Untitled'}</h3>
    <p className="mb-3 text-sm text-muted">
      {fullTime(revision.at)} · {revision.editor.name}
    </p>
    <MarkdownView body={revision.body} note={null} attachments={note.attachments} />
  </article>
)
