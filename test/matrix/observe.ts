import type { RouteContract } from '../../src/contract/route.ts'
import { ask, type Verdict } from './ask.ts'
import type { AuditWatch, Entry } from './audit-watch.ts'
import type { Case } from './cases.ts'
import { type ActorName, actors, type Cast, type Casting } from './cast.ts'

/** A row as it was seen. */
export type Row = Case & {
  verdicts: Record<ActorName, Verdict>
  /** What each left in the audit log, by requests that may change something. */
  entries: Partial<Record<ActorName, Entry[]>>
  /** The account that each asked as; null for guests. */
  askers: Partial<Record<ActorName, string | null>>
}

/** Asks every case as everybody. What one request may have changed or used up, the next one gets afresh. */
export async function observe(
  origin: string,
  cases: readonly Case[],
  casting: Casting,
  watch: AuditWatch,
  who: readonly ActorName[] = actors,
): Promise<Row[]> {
  const rows: Row[] = []
  let cast: Cast | null = null
  for (const row of cases) {
    const verdicts = {} as Record<ActorName, Verdict>
    const entries: Row['entries'] = {}
    const askers: Row['askers'] = {}
    let request = null
    for (const actor of who) {
      cast ??= await casting()
      request ??= await row.request(cast)
      const since = /^(GET|HEAD|OPTIONS)$/.test(request.method) ? null : await watch()
      const verdict = await ask(origin, request, cast.headers(actor, row.scope))
      verdicts[actor] = verdict
      askers[actor] = cast.accountOf(actor)
      if (!letIn(verdict) || !since) continue
      entries[actor] = await since()
      request = null
      if (row.usesUp === 'people') cast = null
    }
    rows.push({ ...row, verdicts, entries, askers })
  }
  return rows
}

/** Whether the door opened: what the request then ran into is another matter. */
export const letIn = ({ status }: Verdict): boolean => ![401, 403, 404].includes(status)

/** Routes that no case asks. */
export function missingRows(contracts: readonly RouteContract[], cases: readonly Case[]): string[] {
  const asked = new Set(cases.map((row) => row.route))
  return contracts.flatMap(({ id }) =>
    asked.has(id) ? [] : [`${id} has no row: add it to test/matrix/platform-cases.ts or to its app's matrix`],
  )
}
