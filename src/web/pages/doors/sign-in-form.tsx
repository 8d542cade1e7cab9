import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { createSession, Me } from '../../../contract/accounts.ts'
import { ApiProblem, call } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Field, PasswordField } from '../../ui/fields.tsx'
import { Form, FormProblem, useFormState } from '../../ui/form.tsx'

/** Address and password; then, for accounts with two-factor sign-in, the code. */
export function SignInForm({ onDone }: { onDone: (me: Me) => Promise<unknown> }) {
  const [first, setFirst] = useState<{ email: string; password: string } | null>(null)
  return (
    <Form
      label="Sign in"
      save={async (values) => {
        const given = first ?? { email: values.text('email'), password: values.text('password') }
        try {
          const code = values.text('code')
          await onDone(
            await call<typeof createSession>('POST /session', { body: { ...given, ...(code && { code }) } }),
          )
        } catch (problem) {
          if (!first && problem instanceof ApiProblem && problem.code === 'code-needed') setFirst(given)
          else throw problem
        }
      }}
    >
      {first ? (
        <>
          <Field
            label="Code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            // The person has just pressed the button that brought this field.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            required
            maxLength={20}
            hint="The six digits your authenticator app shows now."
          />
          <FormProblem fields={['code']} />
          <Submit>Sign in</Submit>
          <Button kind="quiet" onClick={() => setFirst(null)}>
            Use another account
          </Button>
        </>
      ) : (
        <>
          <Field label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
          <PasswordField label="Password" name="password" autoComplete="current-password" />
          <FormProblem fields={['email', 'password']} />
          <Submit>Sign in</Submit>
          <p className="text-center text-md">
            <Link to="/reset-password" className="link">
              Forgot your password?
            </Link>
          </p>
        </>
      )}
    </Form>
  )
}

/** The one button of a form. */
export function Submit({ children }: { children: string }) {
  const { busy } = useFormState()
  return (
    <Button type="submit" kind="primary" busy={busy}>
      {children}
    </Button>
  )
}
