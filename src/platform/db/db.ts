import type { Kysely, Migration, RawBuilder, Transaction } from 'kysely'
import type { LeaseRenewal, LeaseRenewer } from './lease-renewer.ts'

/**
 * The db engine. Portable habits: text ids (UUIDv7), times as ISO text, flags as 0 | 1, JSON as text through `json.ts`;
 * no boolean, Date or object is ever a parameter. `T` is the tables a store may see; platform and apps each name theirs.
 */

/** Looks only. Sees what is committed and on disk. Safe inside a transaction, where it does not see the transaction's own writes. */
export type Reader<T> = Pick<
  Kysely<T>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'dynamic' | 'getExecutor'
>

/**
 * Looks and writes, all or nothing. Effects wait for the commit. (`in out` spares the compiler from comparing whole query
 * builders: half of all its work.)
 */
export interface Tx<in out T> extends Transaction<T> {
  /**
   * Runs after the commit is on disk, in order; never runs when the transaction rolls back.
   * An effect that throws is logged and does not undo the commit nor fail the caller: what must not be lost is a job.
   */
  afterCommit(effect: () => void | Promise<void>): void
}

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyTx = Tx<any>
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyReader = Reader<any>

export interface Db<T = unknown> {
  /** Committed rows. */
  readonly read: Reader<T>
  /**
   * Committed rows as a replica has them, for lists and searches alone: never older than what the account of the scope at hand has
   * written, or anybody in its space (scope.ts). Without a replica that is fit, the same as `read`. Rights, sessions, quotas, locks
   * and jobs are never read here.
   */
  readonly replica: Reader<T>
  /**
   * Runs `work` in one transaction. Resolves once the commit is synced to disk: a write that is answered survives power
   * loss. Concurrent commits share one sync, off the event loop. Throws what `work` throws (rolled back),
   * `Fault('conflict', 'taken')` when a unique key is taken, `Fault('unavailable', 'db-busy')` when the db cannot
   * take the write in time, `Fault('full', 'disk-full')` when the disk is full.
   * After a statement has failed the transaction is over: catch the error outside `work`, or avoid it with `onConflict`.
   * Never call `transact` inside `work`: it is refused with an error at once.
   * Transactions are as if they ran one after the other. Where they run side by side, one that met another is rolled back and `work`
   * runs again: what it does beside the database belongs into `afterCommit`. `Fault('unavailable', 'db-unsure')` says that the
   * connection broke during the commit and nobody can tell any more whether it took place.
   */
  transact<R>(work: (tx: Tx<T>) => Promise<R>, options?: TransactOptions): Promise<R>
  /**
   * `transact` for migrations: one at a time among all processes, and links between tables are checked once, before the
   * commit, so that a table can be rebuilt. Waits up to two minutes for another starter. `beside` makes and drops indexes, and
   * nothing else, without holding up who writes to their tables; where that is beside the transaction, what was begun and broke off
   * is begun anew, and what is there already is left as it is.
   */
  reshape<R>(work: (tx: Tx<T>, beside: Kysely<T>) => Promise<R>): Promise<R>
  /** The same database, seen with the tables of one slice. Costs nothing. */
  tables<U>(): Db<U>
  /** Expressions whose SQL differs between dialects, used only at the leaf of a query. */
  readonly dialect: Dialect
  /** Keeps a lease row beating from outside the event loop. The opener stops it before `close`. */
  openLeaseRenewer(renewal: LeaseRenewal): Promise<LeaseRenewer>
  /** Throws when the database does not answer. For /readyz. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type TransactOptions = {
  /**
   * `statement`: each statement sees what was committed before it, and meets nobody but on the rows that both change. For work that
   * guards itself by the conditions of its statements, such as claims of jobs.
   */
  isolation?: 'serial' | 'statement'
}

/** Leaf expressions; each driver writes them in its own SQL. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** At the end of a select: its rows are this transaction's alone, and those that another one has are left out. */
  readonly skipLocked: RawBuilder<unknown>
}

/** One step of the schema, up and down. Expand first, contract in a later release (docs/migrations.md). */
export interface NamedMigration extends Migration {
  /** `0001-clips`; unique within its owner. */
  name: string
  /** Makes or drops indexes of tables that are in use, by `schema.createIndex` and `dropIndex` alone: nobody waits for them. */
  beside?: true
}
/** All migrations of one owner (`platform` or an app id), in order. Stored as `<owner>/<name>`. */
export type MigrationSet = { owner: string; migrations: NamedMigration[] }
