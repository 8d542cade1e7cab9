import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { listAudit, listAuditActions } from '../../../contract/audit.ts'
import type { QueryOf } from '../../../contract/route.ts'
import type { listInvitations, listMembers } from '../../../contract/spaces.ts'
import type { Job, listJobs } from '../../../contract/jobs.ts'
import { call } from '../../api.ts'

/** What the administration reads. */

export type JobState = Job['state']

export const jobsQuery = (space: string, state?: JobState) =>
  infiniteQueryOptions({
    queryKey: ['jobs', space, state ?? 'all'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listJobs>('GET /spaces/:space/jobs', {
        params: { space },
        query: { limit: 40, cursor: pageParam || undefined, state },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const membersQuery = (space: string) =>
  infiniteQueryOptions({
    queryKey: ['members', space],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listMembers>('GET /spaces/:space/members', {
        params: { space },
        query: { limit: 60, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const invitationsQuery = (space: string) =>
  queryOptions({
    queryKey: ['invitations', space],
    queryFn: ({ signal }) =>
      call<typeof listInvitations>('GET /spaces/:space/invitations', { params: { space }, signal }),
  })

type AuditAsk = Omit<Partial<Record<keyof QueryOf<typeof listAudit>, string | undefined>>, 'limit' | 'cursor'>

export const auditQuery = (space: string, filter: AuditAsk) =>
  infiniteQueryOptions({
    queryKey: ['audit', space, filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listAudit>('GET /spaces/:space/audit', {
        params: { space },
        query: { ...filter, limit: 40, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const auditActionsQuery = (space: string) =>
  queryOptions({
    queryKey: ['audit-actions', space],
    queryFn: ({ signal }) =>
      call<typeof listAuditActions>('GET /spaces/:space/audit/actions', { params: { space }, signal }),
  })
