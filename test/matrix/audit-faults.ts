import type { RouteContract } from '../../src/contract/route.ts'
import { actors, keys } from './cast.ts'
import type { Row } from './observe.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Every route that may change something leaves an entry in the audit log when it does, by whoever asked, or stands among the `unaudited` with
 * its reason. Every fault in words.
 */
export function auditFaults(
  rows: readonly Row[],
  contracts: readonly RouteContract[],
  { unaudited, actions }: { unaudited: Readonly<Record<string, string>>; actions: ReadonlySet<string> },
): string[] {
  const changing = contracts.filter(({ method }) => !safe.has(method))
  const ofRoutes = changing.flatMap((contract) => {
    const { id } = contract
    const told = rows.some((row) => row.route === id && Object.values(row.entries).flat().length > 0)
    if (told && id in unaudited) return [`${id} leaves entries: take it out of the unaudited`]
    if (told || id in unaudited) return []
    return [
      `${id} leaves no entry in the audit log: record one in its rule, or say why not among the unaudited`,
    ]
  })
  const strangers = Object.keys(unaudited)
    .filter((id) => !changing.some((contract) => contract.id === id))
    .map((id) => `${id} stands among the unaudited and is no route that changes anything`)
  return [...ofRoutes, ...strangers, ...new Set(rows.flatMap((row) => entryFaults(row, contracts, actions)))]
}

/** Who is let in without an account may act for one that the request names: links of mails, invitations. */
function entryFaults(row: Row, contracts: readonly RouteContract[], actions: ReadonlySet<string>): string[] {
  const open = contracts.find(({ id }) => id === row.route)?.access.who === 'anyone'
  return actors.flatMap((actor) =>
    (row.entries[actor] ?? []).flatMap((entry) => [
      ...(actions.has(entry.action) ? [] : [`${row.route}: nobody declares the action ${entry.action}`]),
      ...(open || (entry.actor === row.askers[actor] && entry.keyed === keys.includes(actor))
        ? []
        : [`${row.route} as ${actor}: ${entry.action} is said to be by somebody else`]),
    ]),
  )
}
