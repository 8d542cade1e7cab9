import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { editMe, Me } from '../../../contract/accounts.ts'
import type { removeMember } from '../../../contract/spaces.ts'
import { call } from '../../api.ts'
import { useEnter, welcomeQuery } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { roleWords } from '../../ui/roles.ts'
import { Section } from '../../ui/section.tsx'
import { wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Submit } from '../doors/sign-in-form.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** `/settings/profile`: my name, my address, my spaces. */
export const ProfilePage = () => (
  <SettingsFrame>
    {(me) => (
      <>
        <NameSection me={me} />
        <SpacesSection me={me} />
      </>
    )}
  </SettingsFrame>
)

function NameSection({ me }: { me: Me }) {
  const enter = useEnter()
  const toast = useToast()
  return (
    <Section
      title="Profile"
      note="Others see your name beside what you share. Your address is for admins only."
    >
      <Form
        save={async (values) => {
          await enter(await call<typeof editMe>('PATCH /me', { body: { name: values.text('name') } }))
          toast('Saved')
        }}
      >
        <Field
          label="Name"
          name="name"
          required
          maxLength={100}
          defaultValue={me.account.name}
          autoComplete="name"
        />
        <Field label="Email" name="email" type="email" readOnly value={me.account.email} autoComplete="off" />
        <FormProblem fields={['name']} />
        <div>
          <Submit>Save</Submit>
        </div>
      </Form>
    </Section>
  )
}

function SpacesSection({ me }: { me: Me }) {
  const [leaving, setLeaving] = useState<Me['spaces'][number] | null>(null)
  return (
    <Section title="My spaces" note="Where you are a member, and as what.">
      {me.spaces.length === 0 && <p>You are in no space. Ask for an invitation link.</p>}
      <ul className="panel">
        {me.spaces.map((space) => (
          <li key={space.id} className="panel-row flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate font-medium">{space.name}</span>
            <Badge>{roleWords[space.role].name}</Badge>
            <Button small onClick={() => setLeaving(space)} aria-label={`Leave ${space.name}`}>
              Leave
            </Button>
          </li>
        ))}
      </ul>
      {leaving && <LeaveDialog me={me} space={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  )
}

function LeaveDialog({ me, space, onClose }: { me: Me; space: Me['spaces'][number]; onClose: () => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    try {
      await call<typeof removeMember>('DELETE /spaces/:space/members/:account', {
        params: { space: space.slug, account: me.account.id },
      })
      await queries.invalidateQueries({ queryKey: welcomeQuery.queryKey })
      toast(`You have left ${space.name}.`)
    } catch (problem) {
      toast(wordsOf(problem))
    }
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Leave ${space.name}?`}
      confirm="Leave"
      busy={busy}
      onConfirm={() => void leave()}
      onClose={onClose}
    >
      You no longer see what only members see. What you shared stays. To come back you need an invitation.
    </ConfirmDialog>
  )
}
