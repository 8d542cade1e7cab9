import { useNavigate, useSearch } from '@tanstack/react-router'

/** What the log is narrowed to, as it stands in the address. Days are those of the reader, `2026-11-21`. */
export type AuditFilter = Partial<Record<(typeof names)[number], string>>
const names = ['actor', 'action', 'from', 'to'] as const

/** Who acts without an account. */
export const unnamed = { house: 'The house', encoder: 'An encoder' }

/** The filter of the address; `asked` is the same for the house, `narrow` changes some of it, or takes all of it away. */
export function useAuditFilter() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const filter: AuditFilter = {}
  for (const name of names) if (typeof search[name] === 'string') filter[name] = search[name]
  return {
    filter,
    asked: { ...filter, from: startOf(filter.from, 0), to: startOf(filter.to, 1) },
    narrow(change: AuditFilter | null) {
      const next = change ? Object.entries({ ...filter, ...change }) : []
      void navigate({
        to: '/admin/audit',
        search: Object.fromEntries(next.filter(([, one]) => one !== '')),
        replace: true,
      })
    },
  }
}

/** The moment a day begins, or one that is so many days later; undefined for what is no day. */
function startOf(day: string | undefined, daysLater: number): string | undefined {
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined
  const start = new Date(`${day}T00:00`)
  start.setDate(start.getDate() + daysLater)
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString()
}
