import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide'
import { useState } from 'react'
import type { Invitation } from '../../../contract/spaces.ts'
import { useSpace } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { roleWords } from '../../ui/roles.ts'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { invitationsQuery } from './admin-queries.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { useMemberActions } from './member-actions.ts'

/** Open invitations, and a new one. */
export function Invitations() {
  const { slug } = useSpace()
  const query = useQuery(invitationsQuery(slug))
  const [inviting, setInviting] = useState(false)
  return (
    <section className="mb-10">
      <div className="mb-3 flex items-end justify-between gap-4">
        <h2>Invitations</h2>
        <Button kind="primary" icon={UserPlus} onClick={() => setInviting(true)}>
          Invite
        </Button>
      </div>
      <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="panel panel-row text-md text-muted">
              No open invitations. A link lets people join by themselves, as often and as long as you say.
            </p>
          ) : (
            <ul className="panel">
              {items.map((invitation) => (
                <Row key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </section>
  )
}

function Row({ invitation }: { invitation: Invitation }) {
  const { revoke } = useMemberActions()
  const { id, role, usesLeft, expiresAt, createdAt } = invitation
  return (
    <li className="panel-row flex flex-wrap items-center gap-x-4 gap-y-2">
      <Badge>{roleWords[role].name}</Badge>
      <p className="min-w-0 flex-1 basis-48 text-md text-muted">
        {usesLeft === 1 ? 'One more person' : `${usesLeft} more people`} · ends{' '}
        <RelativeTime at={expiresAt} /> · made <RelativeTime at={createdAt} />
      </p>
      <Button
        small
        busy={revoke.isPending}
        onClick={() => revoke.mutate(id)}
        aria-label={`Revoke the invitation for ${usesLeft} as ${roleWords[role].name}`}
      >
        Revoke
      </Button>
    </li>
  )
}
