import { CircleAlert, CloudOff, Lock, SearchX, type IconNode } from 'lucide'
import type { ReactNode } from 'react'
import { ApiProblem } from '../api.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** A screen or part with nothing in it: what would be here, and the one thing to do. `whole` when it is all of the page. */
export const EmptyState = ({
  icon,
  title,
  children,
  action,
  whole = false,
}: {
  icon: IconNode
  title: string
  whole?: boolean
  children?: ReactNode
  action?: ReactNode
}) => (
  <div className="mx-auto flex max-w-sm flex-col items-center gap-2 px-4 py-16 text-center">
    <span className="mb-2 grid size-12 place-items-center rounded-full bg-surface text-muted">
      <Icon of={icon} size={24} />
    </span>
    {whole ? <h1 className="text-lg">{title}</h1> : <h2>{title}</h2>}
    {children && <div className="text-md text-muted">{children}</div>}
    {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
)

/** What failed, why, what to do, and the request id that an operator can look up. */
export function ErrorState({ problem, retry }: { problem: unknown; retry?: (() => unknown) | undefined }) {
  const { icon, title, again } = kindOf(problem)
  return (
    <div role="alert">
      <EmptyState
        icon={icon}
        title={title}
        action={again && retry && <Button onClick={() => void retry()}>Try again</Button>}
      >
        <p>{wordsOf(problem)}</p>
        {problem instanceof ApiProblem && problem.requestId && (
          <p className="mt-2 text-xs">
            Request <code className="select-all">{problem.requestId}</code>
          </p>
        )}
      </EmptyState>
    </div>
  )
}

/** Words for a person about anything that was thrown. */
export const wordsOf = (problem: unknown): string =>
  problem instanceof ApiProblem
    ? problem.message
    : 'Something in this page broke. What you saved is safe; reload the page to go on.'

function kindOf(problem: unknown): { icon: IconNode; title: string; again: boolean } {
  const status = problem instanceof ApiProblem ? problem.status : undefined
  if (status === 0) return { icon: CloudOff, title: 'No connection', again: true }
  if (status === 401) return { icon: Lock, title: 'Please sign in', again: false }
  if (status === 403) return { icon: Lock, title: 'Not for your role', again: false }
  if (status === 404) return { icon: SearchX, title: 'Nothing here', again: false }
  return { icon: CircleAlert, title: 'This did not work', again: true }
}
