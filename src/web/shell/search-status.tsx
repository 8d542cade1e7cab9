import { CircleAlert, CloudOff, SearchX, type IconNode } from 'lucide'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { wordsOf } from '../ui/states.tsx'
import type { useHits } from './search-hits.ts'

/** What the rows above do not say: nothing found, no answer, no connection; for ears also how many there are. */
export function SearchStatus({
  text,
  hits: { hits, pending, offline, problem, retry },
  others,
}: {
  text: string
  hits: ReturnType<typeof useHits>
  others: number
}) {
  if (offline)
    return (
      <Line icon={CloudOff}>
        You are offline. Pages you have been to still open; results come when the connection is back.
      </Line>
    )
  if (problem)
    return (
      <Line
        icon={CircleAlert}
        action={
          <Button small onClick={retry}>
            Try again
          </Button>
        }
      >
        {wordsOf(problem)}
      </Line>
    )
  if (text !== '' && !pending && hits.length + others === 0)
    return (
      <Line icon={SearchX}>
        Nothing found for “{text}”. Try fewer words, or <b>in:archive</b> for what is archived.
      </Line>
    )
  if (pending && hits.length + others === 0)
    return (
      <p role="status" className="px-2.5 py-6 text-md text-muted">
        Searching…
      </p>
    )
  return (
    <p role="status" className="sr-only">
      {text !== '' && !pending && `${hits.length} found`}
    </p>
  )
}

const Line = ({ icon, action, children }: { icon: IconNode; action?: ReactNode; children: ReactNode }) => (
  <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-2.5 py-4 text-md text-muted">
    <Icon of={icon} />
    <p className="min-w-0 flex-1">{children}</p>
    {action}
  </div>
)
