import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { Compass, RotateCw } from 'lucide'
import { Button, buttonClass } from '../ui/button.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { EmptyState, wordsOf } from '../ui/states.tsx'

/** While a page's chunk is on its way. */
export const Opening = () => (
  <div role="status" aria-label="Loading">
    <Skeleton className="mb-6 h-9 w-48" />
    <Skeleton className="h-64 w-full rounded-lg" />
  </div>
)

/** A page that threw, or whose chunk is gone because a newer version is installed. */
export function Broken({ error }: ErrorComponentProps) {
  useDocumentTitle('Something broke')
  return (
    <div role="alert">
      <EmptyState
        whole
        icon={RotateCw}
        title="This page could not be opened"
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        {/import|fetch|module/i.test(String(error))
          ? 'Part of it could not be loaded: you are offline, or there is a new version.'
          : wordsOf(error)}
      </EmptyState>
    </div>
  )
}

export function Nowhere() {
  useDocumentTitle('Not found')
  return (
    <EmptyState
      whole
      icon={Compass}
      title="There is no such page"
      action={
        <Link to="/" className={buttonClass()}>
          Go to the start
        </Link>
      }
    >
      The link may be old, or a letter is missing.
    </EmptyState>
  )
}
