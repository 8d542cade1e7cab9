/**
 * What an app says of its own to the test of plans (test/db): `apps/<id>/server/<id>-plans.ts` exports `plans`. Its queries are asked without it,
 * too; here stands what is not seen from its tables and stores. Queries go by `<store>.sql <asker>`.
 */
export type AppPlans = {
  /** What columns of big tables hold, by `table.column`: SQL over `n`, the number of the row, or states, the usual one first. */
  rows?: Readonly<Record<string, string | readonly string[]>>
  /** What code asks with instead of what most rows hold. */
  askedWith?: AskedValues
  /** Queries that look at many rows, each with the reason why they may. */
  excused?: Readonly<Record<'postgres' | 'sqlite', Readonly<Record<string, string>>>>
  /** Indexes without which a query is told: proof that the test sees it. */
  needed?: readonly { index: string; store: string; fault: RegExp }[]
}

/** By query, then column, or `<column> of a place` where a list goes on. */
export type AskedValues = Readonly<Record<string, Readonly<Record<string, readonly (string | number)[]>>>>
