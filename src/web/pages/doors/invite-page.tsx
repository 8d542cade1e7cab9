import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Me } from '../../../contract/accounts.ts'
import type { acceptInvitation, previewInvitation } from '../../../contract/spaces.ts'
import type { AnswerOf } from '../../../contract/route.ts'
import { call } from '../../api.ts'
import { useEnter, useMe, useWelcome } from '../../session.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { roleWords } from '../../ui/roles.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToast } from '../../ui/toast.tsx'
import { AccountFields } from './account-fields.tsx'
import { DoorCard } from './door.tsx'
import { SignInForm, Submit } from './sign-in-form.tsx'

type Preview = AnswerOf<typeof previewInvitation>

/** `/invite#<token>`: join as who is signed in, with an account one has, or with a new one. */
export function InvitePage() {
  const [token] = useState(() => location.hash.slice(1))
  const preview = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => call<typeof previewInvitation>('POST /invitation-previews', { body: { token } }),
    enabled: token.length >= 20,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (token.length < 20)
    return (
      <DoorCard
        title="This link is not whole"
        note="Ask for the invitation again and open all of its address."
      >
        <Link to="/" className={buttonClass()}>
          Go to the start
        </Link>
      </DoorCard>
    )
  return (
    <Loaded query={preview} skeleton={<Skeleton className="h-80 w-full rounded-lg" />}>
      {(invitation) => <Invited token={token} invitation={invitation} />}
    </Loaded>
  )
}

function Invited({ token, invitation }: { token: string; invitation: Preview }) {
  const me = useMe()
  const [has, setHas] = useState(false)
  const join = useJoin(token, invitation)
  return (
    <DoorCard
      title={`Join ${invitation.space.name}`}
      note={`You are invited as ${roleWords[invitation.role].name.toLowerCase()}.`}
    >
      {me ? (
        <Form save={() => join()}>
          <p>
            You are signed in as <b className="font-semibold">{me.account.name}</b> ({me.account.email}).
          </p>
          <FormProblem />
          <Submit>Join</Submit>
        </Form>
      ) : has ? (
        <>
          <SignInForm onDone={(entered) => join(undefined, entered)} />
          <Button kind="quiet" className="mt-3 w-full" onClick={() => setHas(false)}>
            I have no account yet
          </Button>
        </>
      ) : (
        <>
          <Form
            save={(values) =>
              join({
                name: values.text('name'),
                email: values.text('email'),
                password: values.text('password'),
              })
            }
          >
            <AccountFields prefix="account." />
            <Submit>Create account and join</Submit>
          </Form>
          <Button kind="quiet" className="mt-3 w-full" onClick={() => setHas(true)}>
            I have an account
          </Button>
        </>
      )}
    </DoorCard>
  )
}

type NewAccount = { name: string; email: string; password: string }

function useJoin(token: string, { space }: Preview) {
  const enter = useEnter()
  const navigate = useNavigate()
  const toast = useToast()
  const first = useWelcome().firstSpace?.slug
  return async (account?: NewAccount, entered?: Me) => {
    // A sign-in that worked counts, also when joining then fails.
    if (entered) await enter(entered)
    const me = await call<typeof acceptInvitation>('POST /memberships', {
      body: { token, ...(account && { account }) },
    })
    await enter(me)
    toast(`Welcome to ${space.name}.`)
    await navigate({
      to: '/',
      search: { space: space.slug === first ? undefined : space.slug },
      replace: true,
    })
  }
}
