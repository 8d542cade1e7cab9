import type { Reader, Tx } from '../db/db.ts'

/** What exactly one process of the house does at a time, and which one. */
export type DutyRow = {
  name: string
  /** The process that has it (`queue/process-identity.ts`), null while nobody does. */
  owner: string | null
  /** Counts the owners; who acts under an older number is refused. */
  epoch: number
  /** Moves while the owner lives. */
  beat: number
}

export type DutyTables = { duties: DutyRow }
export type DutyTx = Tx<DutyTables>
export type DutyReader = Reader<DutyTables>
