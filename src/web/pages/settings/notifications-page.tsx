import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense } from 'react'
import type { editLetterChoice, LetterChoice, readLetterChoice } from '../../../contract/letter-choice.ts'
import { call } from '../../api.ts'
import { useApps } from '../../session.ts'
import { Check } from '../../ui/fields.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/section.tsx'
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx'
import { wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** `/settings/notifications`: what I am told, and whether by mail. Each app adds what it tells. */
export const NotificationsPage = () => (
  <SettingsFrame>
    {(me) => (
      <>
        <MailSection email={me.account.email} />
        <AppSections />
      </>
    )}
  </SettingsFrame>
)

function MailSection({ email }: { email: string }) {
  const query = useQuery({
    queryKey: ['letter-choice'],
    queryFn: ({ signal }) => call<typeof readLetterChoice>('GET /me/letters', { signal }),
  })
  return (
    <Section title="Notifications" note="What you are told of what happens in your spaces.">
      <Loaded query={query} skeleton={<Skeleton className="h-12" />}>
        {(choice) => <MailSwitch choice={choice} email={email} />}
      </Loaded>
    </Section>
  )
}

function MailSwitch({ choice, email }: { choice: LetterChoice; email: string }) {
  const queries = useQueryClient()
  const toast = useToast()
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (mail: boolean) => call<typeof editLetterChoice>('PATCH /me/letters', { body: { mail } }),
    onSuccess: (said) => queries.setQueryData(['letter-choice'], said),
    onError: (problem) => toast(wordsOf(problem)),
  })
  if (!choice.houseSendsMail)
    return (
      <p className="text-md text-muted">
        This house sends no mail: you are told here, while you have it open.
      </p>
    )
  const isOn = isPending ? variables : choice.mail
  return (
    <Check
      label="By mail"
      hint={
        isOn
          ? `To ${email}. Off ends all of them at once. A new password is always sent.`
          : 'Off: you are told here, while you have the house open. A new password is always sent.'
      }
      checked={isOn}
      disabled={isPending}
      onChange={() => mutate(!choice.mail)}
    />
  )
}

function AppSections() {
  const apps = useApps()
  return apps.map(
    ({ id, Notifications }) =>
      Notifications && (
        <Suspense key={id} fallback={<SkeletonRows rows={3} />}>
          <Notifications />
        </Suspense>
      ),
  )
}
