import { lazy, Suspense, type ComponentProps } from 'react'
import { ApiProblem } from '#web/api.ts'
import { useMe } from '#web/session.ts'
import { Loaded } from '#web/ui/loaded.tsx'

const SignInFirst = lazy(async () => ({ default: (await import('./sign-in-first.tsx')).SignInFirst }))

/** As `Loaded`. The house does not tell guests what there is for members: who finds nothing is asked to sign in, and comes back. */
export function Found<T>(props: ComponentProps<typeof Loaded<T>>) {
  const me = useMe()
  const { data, error } = props.query
  if (me || data !== undefined || !(error instanceof ApiProblem) || error.status !== 404)
    return <Loaded {...props} />
  return (
    <Suspense>
      <SignInFirst />
    </Suspense>
  )
}
