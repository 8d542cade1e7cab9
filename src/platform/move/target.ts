import { Fault } from '../errors.ts'
import type { Column, Counter, HouseRows, Row, Table, Value } from './rows.ts'

/**
 * Where a house is moved to: the same migrations have made its tables. How far the move has come is written in the same
 * transaction as the rows (`longhouse_move`, `longhouse_move_tables`), so that a move that was killed goes on where it stopped.
 */
export interface Target extends HouseRows {
  /** Why this engine cannot hold the value, in words; null when it can. `column` may be the source's: types are declared alike. */
  misfit(value: Value, column: Column): string | null
  /** Bytes that the columns of one index may hold together; null where there is no such bound. */
  readonly widestIndex: number | null
  /** What an unfinished move has left here; null when there is none. */
  progress(): Promise<Progress | null>
  /**
   * Starts a move from the house `source` (its mark, see `markOf`): removes what migrations have put into `tables`, and puts links
   * and second indexes aside, to be made again by `fasten`. Until `finish` the database refuses to start a house.
   */
  begin(source: string, tables: readonly Table[]): Promise<void>
  /**
   * Adds rows, the last of them with the key `to`. Durable with the next `fasten` or `finish`, and always together with how far it
   * came. Throws `Fault('conflict', 'moved-by-another')` when somebody else has gone on from `from`.
   */
  write(table: Table, rows: readonly Row[], step: { from: Row | null; to: Row; done: number }): Promise<void>
  /** Makes links and indexes again, checked against every row; numbers go on after `counters`. Fine when done before. */
  fasten(counters: readonly Counter[]): Promise<void>
  /** The last step: the migrations as the source lists them, and no trace of the move. */
  finish(applied: readonly AppliedMigration[]): Promise<void>
}

export type Progress = { source: string; tables: ReadonlyMap<string, { after: Row; rows: number }> }
export type AppliedMigration = { name: string; position: number; applied_at: string }

/** Two moves fill one database: only one of them can go on. */
export const movedByAnother = () =>
  new Fault(
    'conflict',
    'moved-by-another',
    'Another `longhouse db copy` fills this database too. This one stops; what the other writes is kept.',
  )
