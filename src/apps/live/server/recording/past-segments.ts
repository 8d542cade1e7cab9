import type { Db } from '#platform/db/db.ts'
import type { LiveEventRow, LiveTables } from '../live-tables.ts'
import type { PastSegments } from '../origin/origin.ts'
import { initFile, initNumber, recordingFolder } from './recording-keys.ts'
import { findSegment, segmentsOf } from './segment-store.ts'

/** An epoch as it stands in addresses. */
export const epochName = (epoch: number): string => `e${epoch}`
const epochOf = (name: string): number => Number(name.slice(1))

/** What was kept of a running event, for whichever process has it now. */
export function pastSegments(
  db: Db<LiveTables>,
  event: Pick<LiveEventRow, 'id' | 'created_at' | 'target_seconds'>,
): PastSegments {
  return {
    async list() {
      const rows = await segmentsOf(db.read, event.id)
      return rows.map((row) => ({
        epoch: epochName(row.epoch),
        sequence: row.sequence,
        durationSeconds: row.duration_seconds,
        startedAt: Date.parse(row.started_at),
        discontinuity: row.discontinuity === 1,
        init: initNumber(row.init_key),
        targetSeconds: event.target_seconds ?? Math.ceil(row.duration_seconds),
      }))
    },
    async key(name) {
      const epoch = epochOf(name.epoch)
      if ('init' in name) return `${recordingFolder(event)}/${initFile(epoch, name.init)}`
      const row = await findSegment(db.read, event.id, name.sequence)
      return row?.epoch === epoch ? row.key : null
    },
  }
}
