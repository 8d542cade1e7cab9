import type { AnyTx } from '../db/db.ts'

/**
 * Something that exactly one process of the house does at a time: adding the jobs of the clock, for one. Whoever has it holds a row with
 * an epoch that counts the turns. The row is the truth, not the process's opinion: a process that slept through its lease still thinks
 * it has the duty when it wakes up, and is refused at its first write.
 */
export interface Duty {
  /** The number of this process's turn, null while another one has the duty. */
  epoch(): number | null
  /** Ends the work, then gives the duty up: another process has it at once where the bus reaches it, else at its next look. */
  close(): Promise<void>
}

/** What runs while a process has the duty. */
export type Work = { stop(): Promise<void> }

/** Throws `DutyLost` unless the turn still holds; then nobody else can take it until the commit. */
export type Hold = (tx: AnyTx) => Promise<void>

export class DutyLost extends Error {
  override readonly name = 'DutyLost'
  constructor(duty: string) {
    super(`another process has taken over: ${duty}`)
  }
}

/** Seconds. Tests shorten them; nobody configures them. */
export type DutyTimes = {
  /** How often the owner beats. */
  beat: number
  /** How often the others look. A killed owner on the same machine is noticed by then. */
  look: number
  /** A beat that stood still for this long, as watched by another process, means that its owner is gone or asleep. */
  lease: number
}
export const dutyTimes: DutyTimes = { beat: 5, look: 2, lease: 15 }
