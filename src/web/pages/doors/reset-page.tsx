import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { requestPasswordReset, resetPassword } from '../../../contract/accounts.ts'
import { call } from '../../api.ts'
import { useEnter } from '../../session.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Field, PasswordField } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'
import { DoorCard } from './door.tsx'
import { Submit } from './sign-in-form.tsx'

/** Without a token: asks for a link. With the token of a link behind `#`, which no server log ever sees: a new password. */
export function ResetPage() {
  const [token] = useState(() => location.hash.slice(1))
  return token ? <NewPassword token={token} /> : <AskForLink />
}

function AskForLink() {
  const [answer, setAnswer] = useState<{ mail: boolean } | null>(null)
  if (answer)
    return (
      <DoorCard
        title={answer.mail ? 'Look into your mail' : 'This house sends no mail'}
        note={
          answer.mail
            ? 'If there is an account with this address, a link is on its way to it. It is good for one hour.'
            : 'Ask the person who runs this house: they can make a link with “longhouse account reset-password”.'
        }
      >
        <Link to="/login" className={buttonClass()}>
          Back to sign in
        </Link>
      </DoorCard>
    )
  return (
    <DoorCard title="Reset your password" note="We send a link to your address.">
      <Form
        save={async (values) =>
          setAnswer(
            await call<typeof requestPasswordReset>('POST /password-resets', {
              body: { email: values.text('email') },
            }),
          )
        }
      >
        <Field label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
        <FormProblem fields={['email']} />
        <Submit>Send the link</Submit>
      </Form>
    </DoorCard>
  )
}

function NewPassword({ token }: { token: string }) {
  const navigate = useNavigate()
  const enter = useEnter()
  const toast = useToast()
  return (
    <DoorCard title="Choose a new password" note="Everyone who is signed in to this account is signed out.">
      <Form
        save={async (values) => {
          await call<typeof resetPassword>('PUT /password-resets', {
            body: { token, password: values.text('password') },
          })
          toast('The new password holds. Sign in with it.')
          await enter(null)
          await navigate({ to: '/login', replace: true })
        }}
      >
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          minLength={10}
          hint="At least 10 characters. A few words in a row are easy to keep and hard to guess."
        />
        <FormProblem fields={['password']} />
        <Submit>Save password</Submit>
      </Form>
    </DoorCard>
  )
}
