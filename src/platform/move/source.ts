import type { HouseRows } from './rows.ts'

/** Where a house is moved from. Nothing is ever changed there. */
export interface Source extends HouseRows {
  /** Rows whose link to another table points nowhere. */
  danglers(): Promise<Dangler[]>
  /**
   * Keeps everybody from writing until `close`, so that every walk sees one and the same moment. Throws
   * `Fault('conflict', 'source-in-use')` that says who is at work when a house still runs on it.
   */
  hold(): Promise<void>
}
export type Dangler = { table: string; parent: string; rows: number }
