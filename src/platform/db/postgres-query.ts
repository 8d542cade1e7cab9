import type { QueryResult } from 'kysely'
import { type ClientBase, escapeLiteral, Query, type Submittable } from 'pg'

/** Settings of one transaction: name → value. Names and values are made here, never by a person. */
export type Settings = Readonly<Record<string, string>>
export type Answer = { rows: unknown[]; command: string; rowCount: number | null }
export type Ask = {
  text: string
  values: unknown[]
  settings: Settings
  /** An SQL expression that is evaluated before the statement runs, and who is told its text. */
  tells?: { expression: string; told(value: string | null): void }
}

/**
 * One statement with settings of its own, in one message and one transaction: PostgreSQL holds everything up to a Sync for one
 * transaction, so a statement in front of the asked one sets them, and nothing of them is left in the connection, which may serve
 * somebody else next (pgbouncer).
 */
export function askScoped(client: ClientBase, ask: Ask): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const query = new ScopedQuery({ text: ask.text, values: ask.values }, (error, answer) =>
    error ? reject(error) : resolve(answer!),
  )
  query.first = ask
  client.query(query as unknown as Submittable)
  return promise
}

/** As Kysely wants it. */
export function resultOf<R>({ rows, command, rowCount }: Answer): QueryResult<R> {
  const counts = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
  return { rows: rows as R[], ...(counts && { numAffectedRows: BigInt(rowCount ?? 0) }) }
}

/** The same settings as statements of a transaction that has begun. */
export const settersOf = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`)
    .join(', ')

type Wire = {
  parse(ask: { text: string }): void
  bind(ask: { values: unknown[] }): void
  execute(ask: object): void
}
/** What pg's Query does on the wire; its types do not tell. */
type WireQuery = {
  prepare(wire: Wire): void
  requiresPreparation(): boolean
  handleDataRow(message: { fields: (string | null)[] }): void
  handleCommandComplete(message: unknown, wire: Wire): void
}
const BareQuery = Query as unknown as new (
  query: object,
  callback: (error: Error | null, answer?: Answer) => void,
) => WireQuery

class ScopedQuery extends BareQuery {
  /** Until the answer of the statement in front is complete. */
  first: Pick<Ask, 'settings' | 'tells'> | null = null

  override requiresPreparation(): boolean {
    return true
  }

  override prepare(wire: Wire): void {
    const { settings, tells } = this.first!
    const setters = Object.keys(settings).map((name, n) => `set_config('${name}', $${n + 1}, true)`)
    wire.parse({ text: `select ${[tells?.expression ?? 'null', ...setters].join(', ')}` })
    wire.bind({ values: Object.values(settings) })
    wire.execute({})
    super.prepare(wire)
  }

  override handleDataRow(message: { fields: (string | null)[] }): void {
    if (this.first) this.first.tells?.told(message.fields[0] ?? null)
    else super.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.first) this.first = null
    else super.handleCommandComplete(message, wire)
  }
}
