import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSpace } from '../../session.ts'
import { auditActionsQuery, membersQuery } from './admin-queries.ts'
import { unnamed, useAuditFilter } from './audit-filter.ts'

/** By person, by what was done, by days. */
export function AuditFilters() {
  const { slug } = useSpace()
  const { filter, narrow } = useAuditFilter()
  const people = useInfiniteQuery(membersQuery(slug)).data?.pages.flatMap((page) => page.items) ?? []
  const actions = useQuery(auditActionsQuery(slug)).data?.items ?? []
  return (
    <search className="mb-4 grid grid-cols-2 gap-3 md:flex">
      <Choice
        label="Person"
        value={filter.actor}
        choices={[
          ...people.map(({ accountId, name }) => [accountId, name] as const),
          ...Object.entries(unnamed),
        ]}
        onChoose={(actor) => narrow({ actor })}
      />
      <Choice
        label="Action"
        value={filter.action}
        choices={actions
          .map(({ action }) => [action, titleOf(action)] as const)
          .toSorted(([, one], [, other]) => (one < other ? -1 : 1))}
        onChoose={(action) => narrow({ action })}
      />
      <Day label="From" value={filter.from} onChoose={(from) => narrow({ from })} />
      <Day label="To" value={filter.to} onChoose={(to) => narrow({ to })} />
    </search>
  )
}

type Choosing = { label: string; value: string | undefined; onChoose: (value: string) => void }

/** A choice of the address that is not among them stays: somebody who has left, an app that is off. */
const Choice = ({
  label,
  value = '',
  choices,
  onChoose,
}: Choosing & { choices: readonly (readonly [value: string, name: string])[] }) => (
  <Labelled label={label}>
    <select className="input" value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">All</option>
      {value && !choices.some(([one]) => one === value) && <option value={value}>Somebody else</option>}
      {choices.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  </Labelled>
)

const Day = ({ label, value = '', onChoose }: Choosing) => (
  <Labelled label={label}>
    <input className="input" type="date" value={value} onChange={(event) => onChoose(event.target.value)} />
  </Labelled>
)

const Labelled = ({ label, children }: { label: string; children: ReactNode }) => (
  <label className="flex min-w-0 flex-col gap-1 text-sm text-muted">
    {label}
    {children}
  </label>
)

/** `live.stream-key.shown` → `Live stream key: shown`. */
function titleOf(action: string): string {
  const words = action.replaceAll('-', ' ').split('.')
  const done = words.pop()
  const thing = words.join(' ')
  return `${thing.charAt(0).toUpperCase()}${thing.slice(1)}: ${done}`
}
