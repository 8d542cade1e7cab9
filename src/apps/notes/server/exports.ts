import type { Standing } from '#platform/auth/actor.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import type { AnyTx, Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import * as store from './export-store.ts'
import type { ExportAsk, ExportRow } from './export-tables.ts'
import { noteActions } from './note-audit.ts'
import { viewerOf } from './note-policies.ts'
import type { NoteTx } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import { exportNotes, purgeTransfers } from './transfer-jobs.ts'

/** A file is kept this long. */
const fileSeconds = 7 * 24 * 3600
/** At one time, of one member in one space. */
const mostOpen = 3

type Needs = Pick<Platform, 'queue' | 'clock' | 'accounts' | 'audit'> & { db: Db<NoteTables> }
export type Exports = ReturnType<typeof openExports>

/** The rules of exports. Only who asked for one sees it. */
export function openExports({ db, queue, clock, accounts, audit }: Needs) {
  const rules = {
    async create(who: Standing, ask: ExportAsk): Promise<ExportRow> {
      const id = newId(clock.now())
      return db.transact(async (tx) => {
        if ((await store.openExports(tx, who.space.id, who.accountId!)) >= mostOpen)
          throw new Fault(
            'conflict',
            'too-many-exports',
            `${mostOpen} exports of yours are being made already. Wait for one of them, or cancel one.`,
          )
        const jobId = await queue.add(
          tx,
          exportNotes,
          { exportId: id },
          { spaceId: who.space.id, subjectId: id },
        )
        const row: ExportRow = {
          id,
          space_id: who.space.id,
          account_id: who.accountId!,
          format: ask.format,
          ask: toJson(ask),
          state: 'waiting',
          job_id: jobId,
          sees: viewerOf(who).sees,
          key: null,
          size: null,
          created_at: clock.iso(),
          expires_at: null,
          purge_at: null,
          failure_code: null,
          failure_message: null,
          removed_at: null,
        }
        await store.insertExport(tx, row)
        const details = { format: ask.format }
        await audit.record(tx, noteActions.exportAsked, { ...ofExport(row), details })
        return row
      })
    },

    async find(who: Standing, id: string): Promise<ExportRow> {
      return ownOf(who, await store.exportById(db.read, id))
    },

    /** One that is being made is cancelled and stays in the list; any other leaves it, and its file goes. */
    async remove(who: Standing, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const row = ownOf(who, await store.exportById(tx, id))
        await audit.record(tx, noteActions.exportRemoved, ofExport(row))
        if (row.state === 'waiting' || row.state === 'running') return queue.cancel(tx, row.job_id)
        await store.updateExport(tx, id, { removed_at: clock.iso(), purge_at: clock.iso() })
        await purge(tx)
      })
    },

    /** The attempt begins. False when there is nothing to make any more. */
    async started(tx: NoteTx, id: string, who: Standing): Promise<boolean> {
      const row = await store.exportById(tx, id)
      if (row?.state !== 'waiting' && row?.state !== 'running') return false
      await store.updateExport(tx, id, { state: 'running', sees: viewerOf(who).sees })
      return true
    },

    async finished(tx: NoteTx, id: string, file: { key: string; size: number }): Promise<void> {
      const until = clock.iso(fileSeconds)
      await store.updateExport(tx, id, { ...file, state: 'done', expires_at: until, purge_at: until })
    },

    async ended(anyTx: AnyTx, id: string, state: 'failed' | 'cancelled', reason: string): Promise<void> {
      const tx = anyTx as NoteTx
      const row = await store.exportById(tx, id)
      if (!row || row.state === 'done') return
      await store.updateExport(tx, id, {
        state,
        purge_at: clock.iso(),
        ...(state === 'failed' && { failure_code: 'export-failed', failure_message: reason }),
      })
      await purge(tx)
    },

    /** The file that may be fetched: by its maker alone, while they see as much as it holds. */
    async openFile(id: string): Promise<ExportRow | null> {
      const row = await store.exportById(db.read, id)
      if (!row || row.key === null || row.removed_at !== null || row.expires_at! <= clock.iso()) return null
      const who = await accounts.standingIn(row.space_id, row.account_id)
      if (!who || who.role === null) return null
      return row.sees === 'members' || viewerOf(who).sees === 'all' ? row : null
    },
  }
  const purge = (tx: NoteTx) => queue.add(tx, purgeTransfers, {}, { uniqueKey: 'now' })
  return rules
}

export const askOf = (row: ExportRow): ExportAsk => fromJson(row.ask)

const ofExport = ({ id, space_id, format }: Pick<ExportRow, 'id' | 'space_id' | 'format'>) => ({
  spaceId: space_id,
  subject: { kind: 'note-export', id, name: `Notes as ${format}` },
})

function ownOf(who: Standing, row: ExportRow | undefined): ExportRow {
  const own = row && row.space_id === who.space.id && row.account_id === who.accountId
  if (!own || row.removed_at !== null)
    throw new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
  return row
}
