import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { fullTime, RelativeTime } from '#web/ui/relative-time.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Note, RevisionSummary } from '../../contract/note.ts'
import { RevisionView } from './revision-view.tsx'
import { revisionsQuery } from './revision-queries.ts'
import './history.css'

/** Every save of a note; each can be compared and brought back. */
export function NoteHistory({ note, onClose }: { note: Note; onClose: () => void }) {
  const { slug } = useSpace()
  const query = useInfiniteQuery(revisionsQuery(slug, note.id, note.version))
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <Dialog title="History" onClose={onClose} width={1040}>
      <Loaded query={query} skeleton={<HistorySkeleton />}>
        {({ pages }) => {
          const revisions = pages.flatMap(({ items }) => items)
          const shown = revisions.find(({ version }) => version === chosen) ?? revisions[0]
          if (!shown) return <p className="text-muted">Nothing has been saved yet.</p>
          return (
            <div className="history">
              <div className="history-list">
                <ol aria-label="Saves, latest first">
                  {revisions.map((revision) => (
                    <li key={revision.version}>
                      <Choice
                        revision={revision}
                        current={revision.version === note.version}
                        chosen={revision === shown}
                        onChoose={() => setChosen(revision.version)}
                      />
                    </li>
                  ))}
                </ol>
                {query.hasNextPage && (
                  <Button
                    small
                    className="my-2"
                    busy={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show older
                  </Button>
                )}
              </div>
              <RevisionView
                key={shown.version}
                note={note}
                version={shown.version}
                previous={previousOf(revisions, shown)}
                onRestored={onClose}
              />
            </div>
          )
        }}
      </Loaded>
    </Dialog>
  )
}

const previousOf = (revisions: readonly RevisionSummary[], { version }: RevisionSummary) =>
  revisions.find((other) => other.version < version)?.version ?? (version > 1 ? version - 1 : null)

const Choice = ({
  revision,
  current,
  chosen,
  onChoose,
}: {
  revision: RevisionSummary
  current: boolean
  chosen: boolean
  onChoose: () => void
}) => (
  <button
    type="button"
    className="menu-item"
    aria-current={chosen ? 'true' : undefined}
    title={fullTime(revision.at)}
    onClick={onChoose}
  >
    <span className="sr-only">Save</span>
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">
        <RelativeTime at={revision.at} /> {current && <span className="text-muted">· now</span>}
      </span>
      <span className="block truncate text-sm text-muted">
        {revision.editor.name} · {revision.length} characters
      </span>
    </span>
  </button>
)

const HistorySkeleton = () => (
  <div className="history">
    <div>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="mb-2 h-12 w-full" />
      ))}
    </div>
    <Skeleton className="h-64 w-full" />
  </div>
)
