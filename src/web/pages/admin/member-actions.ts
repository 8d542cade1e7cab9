import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { deleteInvitation, editMember, removeMember } from '../../../contract/spaces.ts'
import type { Role } from '../../../contract/shapes.ts'
import { call } from '../../api.ts'
import { useSpace } from '../../session.ts'
import { wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { invitationsQuery, membersQuery } from './admin-queries.ts'

/** What an admin does with members and invitations. What the server refuses is said, and the list shows what holds. */
export function useMemberActions() {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const onError = (problem: unknown) => toast(wordsOf(problem))
  const members = () => queries.invalidateQueries({ queryKey: membersQuery(space).queryKey })
  const invitations = () => queries.invalidateQueries({ queryKey: invitationsQuery(space).queryKey })
  return {
    edit: useMutation({
      mutationFn: ({ account, role }: { account: string; role: Role }) =>
        call<typeof editMember>('PATCH /spaces/:space/members/:account', {
          params: { space, account },
          body: { role },
        }),
      onSettled: members,
      onError,
    }),
    remove: useMutation({
      mutationFn: (account: string) =>
        call<typeof removeMember>('DELETE /spaces/:space/members/:account', { params: { space, account } }),
      onSettled: members,
      onError,
    }),
    revoke: useMutation({
      mutationFn: (id: string) =>
        call<typeof deleteInvitation>('DELETE /spaces/:space/invitations/:id', { params: { space, id } }),
      onSettled: invitations,
      onError,
    }),
  }
}
