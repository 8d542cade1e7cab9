import { Navigate, useSearch } from '@tanstack/react-router'
import { useEnter, useMe, useWelcome } from '../../session.ts'
import { spaceUrl } from '../../space-url.ts'
import { DoorCard } from './door.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** `/login?next=/where/to`: afterwards the person is where they wanted to be. */
export function LoginPage() {
  const me = useMe()
  const { setup } = useWelcome()
  const next = safeNext((useSearch({ strict: false }) as { next?: unknown }).next)
  const enter = useEnter()
  if (setup.needed) return <Navigate to="/setup" replace />
  if (me) return <Navigate to="/" href={next} replace />
  return (
    <DoorCard title="Sign in">
      <SignInForm
        // Once they are known, the line above leads on.
        onDone={enter}
      />
    </DoorCard>
  )
}

/**
 * Only ways inside this house: a link must not lead a person elsewhere after they typed their password. As the router writes
 * them, with the space as a parameter.
 */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/'
  const { pathname, search, hash } = spaceUrl.input({ url: new URL(next, 'http://house') })
  return pathname + search + hash
}
