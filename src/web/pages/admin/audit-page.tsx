import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ScrollText } from 'lucide'
import type { AuditEntry } from '../../../contract/audit.ts'
import type { SearchHit } from '../../../contract/search.ts'
import { useApps, useSpace } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { fullTime, RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { auditQuery } from './admin-queries.ts'
import { AuditFilters } from './audit-filters.tsx'
import { unnamed, useAuditFilter } from './audit-filter.ts'

/** `/admin/audit?actor=&action=&from=&to=`: who did what in this space. */
export const AuditPage = () => (
  <AdminFrame>
    <AuditFilters />
    <Entries />
  </AdminFrame>
)

function Entries() {
  const { slug } = useSpace()
  const { filter, asked, narrow } = useAuditFilter()
  const query = useInfiniteQuery(auditQuery(slug, asked))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={8} />}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.items)
        if (entries.length === 0 && Object.values(filter).some(Boolean))
          return (
            <EmptyState
              icon={ScrollText}
              title="Nothing like this"
              action={<Button onClick={() => narrow(null)}>Show everything</Button>}
            >
              No entry of the log is by this person, of this kind and from these days.
            </EmptyState>
          )
        if (entries.length === 0)
          return (
            <EmptyState icon={ScrollText} title="Nothing yet">
              Who changes a role, shows a stream key or deletes something for good stands here.
            </EmptyState>
          )
        return (
          <>
            <div className="panel">
              <table className="table table-stack">
                <thead>
                  <tr>
                    <th scope="col">Who</th>
                    <th scope="col">What</th>
                    <th scope="col">Thing</th>
                    <th scope="col">When</th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry) => (
                    <Row key={entry.id} entry={entry} />
                  ))}
                </tbody>
              </table>
            </div>
            {query.hasNextPage && (
              <div className="mt-4 text-center">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older entries
                </Button>
              </div>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

const Row = ({ entry }: { entry: AuditEntry }) => (
  <tr>
    <td>
      <Who actor={entry.actor} />
    </td>
    <td>{entry.words.replaceAll(isoTimes, (time) => fullTime(time))}</td>
    <td>
      <Thing subject={entry.subject} />
    </td>
    <td className="text-sm whitespace-nowrap text-muted">
      <RelativeTime at={entry.at} />
    </td>
  </tr>
)

const isoTimes = /\d{4}-\d\d-\d\dT[\d:.]+Z/g

function Who({ actor: { kind, account } }: { actor: AuditEntry['actor'] }) {
  if (!account) return unnamed[kind as keyof typeof unnamed]
  return (
    <>
      <span className="font-medium">{account.name}</span>
      {kind === 'api-key' && <p className="text-sm text-muted">with an API key</p>}
    </>
  )
}

/** Linked while it is there, to the page of its app or of the administration. */
function Thing({ subject }: { subject: AuditEntry['subject'] }) {
  const kinds = Object.assign({ member: members }, ...useApps().map((app) => app.kinds)) as Record<
    string,
    Kind
  >
  const name = subject.name || 'Without a name'
  const kind = subject.there ? kinds[subject.kind] : undefined
  if (!kind || subject.id === null) return name
  return (
    <Link className="link" to={kind.hrefOf({ id: subject.id, kind: subject.kind })}>
      {name}
    </Link>
  )
}

type Kind = { hrefOf: (hit: Pick<SearchHit, 'id' | 'kind'>) => string }
const members: Kind = { hrefOf: () => '/admin/members' }
