import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide'
import { buttonClass } from '#web/ui/button.tsx'
import { useDocumentTitle } from '#web/ui/page.tsx'
import { EmptyState } from '#web/ui/states.tsx'

/** For guests, where something may be for members. The sign-in leads back. */
export function SignInFirst() {
  useDocumentTitle('Sign in to watch')
  return (
    <EmptyState
      whole
      icon={Lock}
      title="Sign in to watch"
      action={
        <Link to="/login" search={{ next: location.pathname }} className={buttonClass({ kind: 'primary' })}>
          Sign in
        </Link>
      }
    >
      What you look for is for members, or it is not here any more.
    </EmptyState>
  )
}
