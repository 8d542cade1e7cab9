import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide'
import { useState } from 'react'
import type { endOtherSessions, endSession, listSessions, Session } from '../../../contract/accounts.ts'
import { call } from '../../api.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** `/settings/sessions`: where I am signed in. */
export const SessionsPage = () => <SettingsFrame>{() => <Sessions />}</SettingsFrame>

function Sessions() {
  const query = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => call<typeof listSessions>('GET /me/sessions', { signal }),
  })
  const { end, endOthers } = useEndings()
  const [asking, setAsking] = useState(false)
  const others = query.data?.items.filter(({ current }) => !current).length ?? 0
  return (
    <Section
      title="Sessions"
      note="Where you are signed in. If you do not know one of them, end it and change your password."
      actions={
        others > 0 && (
          <Button kind="danger" onClick={() => setAsking(true)}>
            Sign out others
          </Button>
        )
      }
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) => (
          <ul className="panel">
            {items.map((session) => (
              <Row
                key={session.id}
                session={session}
                busy={end.isPending && end.variables === session.id}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {asking && (
        <ConfirmDialog
          title="Sign out everywhere else?"
          confirm="Sign out others"
          busy={endOthers.isPending}
          onConfirm={() => endOthers.mutate(undefined, { onSettled: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          {others === 1 ? 'One other session ends' : `${others} other sessions end`} at once. You stay signed
          in here.
        </ConfirmDialog>
      )}
    </Section>
  )
}

const Row = ({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) => (
  <li className="panel-row flex items-center gap-4">
    <Icon
      of={/android|iphone|ipad|mobile/i.test(session.device) ? Smartphone : Monitor}
      className="text-muted"
    />
    <div className="min-w-0 flex-1">
      <p className="font-medium">{session.device}</p>
      <p className="text-sm text-muted">
        {session.address} · last seen <RelativeTime at={session.lastSeenAt} />
      </p>
    </div>
    {session.current ? (
      <Badge tone="accent">This one</Badge>
    ) : (
      <Button small busy={busy} onClick={onEnd} aria-label={`End ${session.device}`}>
        End
      </Button>
    )}
  </li>
)

function useEndings() {
  const queries = useQueryClient()
  const toast = useToast()
  const after = {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
    onError: (problem: unknown) => toast(wordsOf(problem)),
  }
  const end = useMutation({
    mutationFn: (id: string) => call<typeof endSession>('DELETE /me/sessions/:id', { params: { id } }),
    ...after,
  })
  const endOthers = useMutation({
    mutationFn: () => call<typeof endOtherSessions>('DELETE /me/sessions'),
    ...after,
  })
  return { end, endOthers }
}
