import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide'
import type { ReactNode } from 'react'
import { useSpace } from '../../session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { invitationsQuery, jobsQuery, membersQuery } from './admin-queries.ts'
import { readHealth } from './health.ts'

/** `/admin/overview`: is everything well, and what waits for an admin. */
export const OverviewPage = () => (
  <AdminFrame>
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Waiting />
      <Health />
    </div>
  </AdminFrame>
)

function Waiting() {
  const { slug } = useSpace()
  const running = useInfiniteQuery({ ...jobsQuery(slug, 'running'), refetchInterval: 5000 })
  const waiting = useInfiniteQuery({ ...jobsQuery(slug, 'waiting'), refetchInterval: 5000 })
  const failed = useInfiniteQuery(jobsQuery(slug, 'failed'))
  const members = useInfiniteQuery(membersQuery(slug))
  const invitations = useQuery(invitationsQuery(slug))
  return (
    <section>
      <h2 className="mb-3">This space</h2>
      <div className="panel">
        <Figure
          to="/admin/jobs"
          search={{ state: 'running' }}
          label="Jobs running"
          value={countOf(running.data)}
        />
        <Figure
          to="/admin/jobs"
          search={{ state: 'waiting' }}
          label="Jobs waiting"
          value={countOf(waiting.data)}
        />
        <Figure
          to="/admin/jobs"
          search={{ state: 'failed' }}
          label="Jobs failed"
          value={countOf(failed.data)}
          mark={Boolean(failed.data?.pages[0]?.items.length)}
        />
        <Figure to="/admin/members" label="Members" value={countOf(members.data)} />
        <Figure
          to="/admin/members"
          label="Open invitations"
          value={invitations.data?.items.length.toString()}
        />
      </div>
    </section>
  )
}

const Figure = (figure: {
  to: string
  search?: Record<string, string>
  label: string
  value: string | undefined
  mark?: boolean
}) => (
  <Link
    to={figure.to}
    search={figure.search ?? {}}
    className="panel-row flex items-center justify-between gap-4 hover:bg-surface"
  >
    <span>{figure.label}</span>
    {figure.mark ? (
      <Badge icon={CircleAlert} tone="danger">
        {figure.value}
      </Badge>
    ) : (
      <span className="font-semibold">{figure.value ?? '…'}</span>
    )}
  </Link>
)

/** Lists are not counted on the server: "40+" says there are more than the first page. */
const countOf = (data: { pages: { items: unknown[]; nextCursor: string | null }[] } | undefined) => {
  if (!data) return undefined
  const items = data.pages.flatMap((page) => page.items).length
  return `${items}${data.pages.at(-1)?.nextCursor ? '+' : ''}`
}

const looks = {
  ready: { icon: CircleCheck, tone: 'success', word: 'Ready' },
  degraded: { icon: TriangleAlert, tone: 'warn', word: 'Degraded' },
  down: { icon: CircleAlert, tone: 'danger', word: 'Down' },
} as const

function Health() {
  const query = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => readHealth(signal),
    refetchInterval: 10_000,
  })
  return (
    <section>
      <h2 className="mb-3">This house</h2>
      <Loaded query={query} skeleton={<SkeletonRows rows={5} />}>
        {(health): ReactNode => (
          <ul className="panel">
            {Object.entries(health.dependencies).map(([name, { state, detail }]) => (
              <li key={name} className="panel-row flex items-center gap-4">
                <div className="min-w-0 flex-1">
                  <p className="first-letter:uppercase">{name === 'db' ? 'database' : name}</p>
                  {detail && <p className="text-sm text-muted">{detail}</p>}
                </div>
                <Badge icon={looks[state].icon} tone={looks[state].tone}>
                  {looks[state].word}
                </Badge>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}
