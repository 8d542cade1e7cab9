import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRight } from 'lucide'
import { type ReactNode, useState } from 'react'
import type { createSetup } from '../../../contract/accounts.ts'
import type { createInvitation, editSpace } from '../../../contract/spaces.ts'
import { ApiProblem, call } from '../../api.ts'
import { useApps, useEnter, useSpace } from '../../session.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Field, TextArea } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ThemeChoice } from '../../ui/theme-choice.tsx'
import { AccountFields } from './account-fields.tsx'
import type { StepParts } from './setup-page.tsx'
import { endSetup } from './setup-progress.ts'
import { Submit } from './sign-in-form.tsx'

export const WelcomeStep = ({ progress, next, tokenNeeded }: StepParts & { tokenNeeded: boolean }) => (
  <Form save={async (values) => next({ token: values.text('token') })}>
    {tokenNeeded && (
      <Field
        label="Setup token"
        name="token"
        required
        maxLength={200}
        autoComplete="off"
        defaultValue={progress.token}
        className="input font-mono"
        hint="Printed in the terminal where the house was started. It proves that the machine is yours."
      />
    )}
    <Submit>Next</Submit>
  </Form>
)

export const SpaceStep = ({ progress, next, back }: StepParts) => (
  <Form save={async (values) => next({ spaceName: values.text('spaceName') })}>
    <Field
      label="Name of the space"
      name="spaceName"
      required
      maxLength={100}
      pattern=".*\S.*"
      defaultValue={progress.spaceName}
      placeholder="Riverside Dashcam Club"
    />
    <Steps back={() => back()}>Next</Steps>
  </Form>
)

export function AccountStep({ progress, next, back, restart }: StepParts) {
  const enter = useEnter()
  const [tokenProblem, setTokenProblem] = useState(false)
  return (
    <Form
      save={async (values) => {
        const [name, email] = [values.text('name'), values.text('email')]
        const { spaceName, token } = progress
        try {
          const me = await call<typeof createSetup>('POST /setup', {
            body: { name, email, password: values.text('password'), spaceName, ...(token && { token }) },
          })
          next({ token: '', name, email })
          await enter(me)
        } catch (problem) {
          setTokenProblem(problem instanceof ApiProblem && /token/.test(problem.code))
          throw problem
        }
      }}
    >
      <AccountFields known={progress} />
      {tokenProblem && (
        <Button kind="quiet" onClick={restart}>
          Enter the setup token again
        </Button>
      )}
      <Steps back={() => back()}>Create house</Steps>
    </Form>
  )
}

export function LookStep({ next }: StepParts) {
  const space = useSpace()
  return (
    <Form
      save={async (values) => {
        const description = values.text('description')
        if (description)
          await call<typeof editSpace>('PATCH /spaces/:space', {
            params: { space: space.slug },
            body: { description },
          })
        next()
      }}
    >
      <ThemeChoice />
      <TextArea
        label="What is this space for? (optional)"
        name="description"
        maxLength={2000}
        hint="Guests and new members read it."
      />
      <FormProblem fields={['description']} />
      <Submit>Next</Submit>
    </Form>
  )
}

export function ReadyStep() {
  const navigate = useNavigate()
  const { slug } = useSpace()
  const [first] = useApps()
  const [url, setUrl] = useState<string | null>(null)
  const open = async () => {
    endSetup()
    await navigate({ to: first?.path ?? '/', replace: true })
  }
  return (
    <div className="grid gap-5">
      <Button kind="primary" onClick={() => void open()}>
        {first ? `Open ${first.title}` : 'Open the house'}
        <Icon of={ArrowRight} size={18} />
      </Button>
      {url ? (
        <CopyField label="Invitation link, good for 7 days and 25 people" value={url} />
      ) : (
        <Form
          save={async () => {
            const made = await call<typeof createInvitation>('POST /spaces/:space/invitations', {
              params: { space: slug },
              body: { role: 'member', days: 7, uses: 25 },
            })
            setUrl(made.url)
          }}
        >
          <FormProblem />
          <button type="submit" className={buttonClass()}>
            Make an invitation link
          </button>
        </Form>
      )}
      <p className="text-center text-md text-muted">
        More under{' '}
        <Link to="/admin/members" className="link" onClick={endSetup}>
          Members
        </Link>
        .
      </p>
    </div>
  )
}

const Steps = ({ back, children }: { back: () => void; children: string }): ReactNode => (
  <div className="flex justify-between gap-2">
    <Button kind="quiet" onClick={back}>
      Back
    </Button>
    <Submit>{children}</Submit>
  </div>
)
