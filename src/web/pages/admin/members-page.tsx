import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Member } from '../../../contract/spaces.ts'
import { useMe, useSpace } from '../../session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { shortDate } from '../../ui/relative-time.tsx'
import { rolesUpTo, roleWords } from '../../ui/roles.ts'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { membersQuery } from './admin-queries.ts'
import { Invitations } from './invitations.tsx'
import { useMemberActions } from './member-actions.ts'

/** `/admin/members`: who is in the space, as what, and who is invited. */
export const MembersPage = () => (
  <AdminFrame>
    <Invitations />
    <Members />
  </AdminFrame>
)

function Members() {
  const { slug } = useSpace()
  const query = useInfiniteQuery(membersQuery(slug))
  const [leaving, setLeaving] = useState<Member | null>(null)
  const { remove } = useMemberActions()
  return (
    <section>
      <h2 className="mb-3">Members</h2>
      <Loaded query={query} skeleton={<SkeletonRows />}>
        {({ pages }) => (
          <ul className="panel">
            {pages
              .flatMap((page) => page.items)
              .map((member) => (
                <Row key={member.accountId} member={member} onRemove={() => setLeaving(member)} />
              ))}
          </ul>
        )}
      </Loaded>
      {query.hasNextPage && (
        <div className="mt-4 text-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more members
          </Button>
        </div>
      )}
      {leaving && (
        <ConfirmDialog
          title={`Remove ${leaving.name}?`}
          confirm={`Remove ${leaving.name}`}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(leaving.accountId, { onSettled: () => setLeaving(null) })}
          onClose={() => setLeaving(null)}
        >
          They no longer see what only members see, at once and on all their devices. What they shared stays.
        </ConfirmDialog>
      )}
    </section>
  )
}

function Row({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const me = useMe()
  const { role: own } = useSpace()
  const { edit } = useMemberActions()
  const mine = member.accountId === me?.account.id
  const choices = own ? rolesUpTo(own) : []
  return (
    <li className="panel-row flex flex-wrap items-center gap-x-4 gap-y-2">
      <Avatar name={member.name} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{member.name}</span>
          {mine && <Badge tone="accent">You</Badge>}
        </p>
        <p className="truncate text-sm text-muted">
          {member.email && `${member.email} · `}since {shortDate(member.joinedAt)}
        </p>
      </div>
      {mine || !choices.includes(member.role) ? (
        <Badge>{roleWords[member.role].name}</Badge>
      ) : (
        <>
          <select
            className="input"
            aria-label={`Role of ${member.name}`}
            value={member.role}
            disabled={edit.isPending}
            onChange={(event) =>
              edit.mutate({ account: member.accountId, role: event.target.value as Member['role'] })
            }
          >
            {choices.map((role) => (
              <option key={role} value={role}>
                {roleWords[role].name}
              </option>
            ))}
          </select>
          <Button onClick={onRemove} aria-label={`Remove ${member.name}`}>
            Remove
          </Button>
        </>
      )}
    </li>
  )
}
