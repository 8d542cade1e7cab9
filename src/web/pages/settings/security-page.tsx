import { CircleCheck } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import type {
  changePassword,
  confirmTwoFactor,
  deleteTwoFactor,
  Me,
  startTwoFactor,
} from '../../../contract/accounts.ts'
import type { AnswerOf } from '../../../contract/route.ts'
import { call } from '../../api.ts'
import { useEnter } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Submit } from '../doors/sign-in-form.tsx'
import { SettingsFrame } from './settings-frame.tsx'

const TwoFactorSetup = lazy(async () => ({
  default: (await import('./two-factor-setup.tsx')).TwoFactorSetup,
}))

/** `/settings/security`: password and two-factor sign-in. */
export const SecurityPage = () => (
  <SettingsFrame>
    {(me) => (
      <>
        <PasswordSection />
        <TwoFactorSection me={me} />
      </>
    )}
  </SettingsFrame>
)

function PasswordSection() {
  const toast = useToast()
  const [round, setRound] = useState(0)
  return (
    <Section title="Password" note="When it changes, you are signed out everywhere else.">
      <Form
        key={round}
        label="Password"
        save={async (values) => {
          await call<typeof changePassword>('PUT /me/password', {
            body: { current: values.text('current'), next: values.text('next') },
          })
          toast('The new password holds. Everyone else is signed out.')
          setRound(round + 1)
        }}
      >
        <PasswordField label="Current password" name="current" autoComplete="current-password" />
        <PasswordField
          label="New password"
          name="next"
          autoComplete="new-password"
          minLength={10}
          hint="At least 10 characters."
        />
        <FormProblem fields={['current', 'next']} />
        <div>
          <Submit>Change password</Submit>
        </div>
      </Form>
    </Section>
  )
}

type Started = AnswerOf<typeof startTwoFactor>

function TwoFactorSection({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false)
  const [started, setStarted] = useState<Started | null>(null)
  const enter = useEnter()
  const toast = useToast()
  const on = me.account.twoFactor
  const finish = async (now: boolean, words: string) => {
    await enter({ ...me, account: { ...me.account, twoFactor: now } })
    setStarted(null)
    setAsking(false)
    toast(words)
  }
  return (
    <Section
      title="Two-factor sign-in"
      note="Besides the password, a code from an app on your phone. Whoever finds your password cannot sign in."
    >
      <div className="panel panel-row flex items-center justify-between gap-4">
        {on ? (
          <Badge icon={CircleCheck} tone="success">
            On
          </Badge>
        ) : (
          <Badge>Off</Badge>
        )}
        <Button onClick={() => setAsking(true)}>{on ? 'Turn off' : 'Turn on'}</Button>
      </div>
      {asking && !started && (
        <Dialog
          title={on ? 'Turn two-factor sign-in off?' : 'Turn two-factor sign-in on'}
          onClose={() => setAsking(false)}
        >
          <Form
            save={async (values) => {
              const body = { password: values.text('password') }
              if (!on) return setStarted(await call<typeof startTwoFactor>('POST /me/two-factor', { body }))
              await call<typeof deleteTwoFactor>('DELETE /me/two-factor', { body })
              await finish(false, 'Two-factor sign-in is off.')
            }}
          >
            <PasswordField label="Your password" name="password" autoComplete="current-password" />
            <FormProblem fields={['password']} />
            <Submit>{on ? 'Turn off' : 'Next'}</Submit>
          </Form>
        </Dialog>
      )}
      {started && (
        <Suspense>
          <TwoFactorSetup
            started={started}
            onClose={() => setStarted(null)}
            confirm={async (code) => {
              await call<typeof confirmTwoFactor>('PUT /me/two-factor', { body: { code } })
              await finish(true, 'Two-factor sign-in is on. Everyone else is signed out.')
            }}
          />
        </Suspense>
      )}
    </Section>
  )
}
