/** A node of `explain (analyze, buffers, format json)`. */
export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Rows Removed by Join Filter'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

/** Rows of a page, with the one that tells that there is more. */
export const pageRows = 21
/** A page comes from rows of a few tables through a few levels of an index; none of it grows with the table. */
const mostBlocks = 1200
/** Rows that a plan is free to look at or to sort where there are no more, as in a small space: a thirtieth of a big table. */
const most = 1000
/** What a filter may throw away for each row that it keeps. */
const thrownShare = 20

/** What a plan does that would take longer the more rows there are, in words; empty when it would not. `big` are the tables that grow. */
export function planFaults(plan: PlanNode, big: ReadonlySet<string>): string[] {
  const nodes = flat(plan)
  const faults = nodes.flatMap((node) => {
    const rows = node['Actual Rows'] * node['Actual Loops']
    const thrown =
      ((node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0) +
        (node['Rows Removed by Join Filter'] ?? 0)) *
      node['Actual Loops']
    const table = node['Relation Name'] ?? ''
    return [
      ...(node['Node Type'] === 'Seq Scan' && big.has(table) && thrown + rows > most
        ? [`reads ${thrown + rows} rows of ${table}, one after the other`]
        : []),
      ...(thrown > Math.max(most, thrownShare * rows)
        ? [`${node['Node Type']} on ${table} throws away ${thrown} rows and keeps ${rows}`]
        : []),
      ...(node['Node Type'].endsWith('Sort') && sorted(node) > most ? [`sorts ${sorted(node)} rows`] : []),
    ]
  })
  const blocks = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  if (faults.length === 0 && blocks > mostBlocks) faults.push(`looks at ${blocks} blocks`)
  return faults
}

const sorted = ({ Plans = [] }: PlanNode) =>
  Plans.reduce((sum, child) => sum + child['Actual Rows'] * child['Actual Loops'], 0)

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)]
