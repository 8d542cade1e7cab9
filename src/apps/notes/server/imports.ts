import type { Standing } from '#platform/auth/actor.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import type { AnyTx, Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import type { UploadOwner } from '#platform/http/uploads.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import type { NewAttachment } from '../contract/note.ts'
import { safeName } from './file-names.ts'
import { importFolder } from './import-files.ts'
import * as store from './import-store.ts'
import type { ImportRow, ImportTrouble } from './import-tables.ts'
import { noteActions } from './note-audit.ts'
import type { NoteReader, NoteTx } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import { importNotes, purgeTransfers } from './transfer-jobs.ts'

/** At one time, of one member in one space. */
const mostOpen = 5
/** Problems that are told one by one. */
const mostProblems = 100

type Needs = Pick<Platform, 'audit' | 'queue' | 'uploads' | 'clock'> & { db: Db<NoteTables> }
export type Imports = ReturnType<typeof openImports>

/** The rules of imports. Only who sent one sees it. */
export function openImports({ db, audit, queue, uploads, clock }: Needs) {
  const rules = {
    /** A row and its upload, both or neither. */
    async create(who: Standing, file: NewAttachment): Promise<ImportRow> {
      const id = newId(clock.now())
      const name = safeName(file.name, 'notes')
      return db.transact(async (tx) => {
        if ((await store.openImports(tx, who.space.id, who.accountId!)) >= mostOpen)
          throw new Fault(
            'conflict',
            'too-many-imports',
            `${mostOpen} imports of yours are under way already. Wait for one of them, or stop one.`,
          )
        const upload = await uploads.create(tx, {
          owner: 'notes-import',
          subjectId: id,
          spaceId: who.space.id,
          accountId: who.accountId!,
          name,
          size: file.size,
          type: file.type,
          folder: importFolder(id),
        })
        const row = { ...freshImport(id, who, name, file.size, clock.iso()), upload_url: upload.url }
        await store.insertImport(tx, row)
        await audit.record(tx, noteActions.importSent, ofImport(row))
        return row
      })
    },

    async find(who: Standing, id: string): Promise<ImportRow> {
      return ownOf(who, await store.importById(db.read, id))
    },

    /** Nothing more is imported. One that has ended stays as it is. */
    async cancel(who: Standing, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const row = ownOf(who, await store.importById(tx, id))
        await audit.record(tx, noteActions.importStopped, ofImport(row))
        if (row.state === 'uploading') await uploads.abandon(tx, id)
        else if (row.job_id !== null) await queue.cancel(tx, row.job_id)
      })
    },

    /** The attempt begins. Null when there is nothing to import any more. */
    async started(tx: NoteTx, id: string): Promise<ImportRow | null> {
      const row = await store.importById(tx, id)
      if (!row || row.key === null || (row.state !== 'waiting' && row.state !== 'running')) return null
      await store.updateImport(tx, id, { state: 'running' })
      return row
    },

    /** What a batch came to, with the notes of the batch in the same transaction. */
    async settled(
      tx: NoteTx,
      id: string,
      batch: { position: number; created: number; skipped: number; problems: readonly ImportTrouble[] },
    ): Promise<void> {
      const row = await store.importById(tx, id)
      if (!row) throw new Error(`an import is gone: ${id}`)
      const problems = [...fromJson(row.problems), ...batch.problems]
      await store.updateImport(tx, id, {
        position: batch.position,
        created: row.created + batch.created,
        skipped: row.skipped + batch.skipped,
        problems: toJson(problems.slice(0, mostProblems)),
        problem_count: row.problem_count + batch.problems.length,
      })
    },

    async finished(tx: NoteTx, id: string): Promise<void> {
      await store.updateImport(tx, id, { state: 'done', purge_at: clock.iso() })
      const row = await store.importById(tx, id)
      if (row)
        await audit.record(tx, noteActions.importDone, {
          ...ofImport(row),
          details: { count: String(row.created) },
          by: { accountId: row.account_id },
        })
      await purge(tx)
    },

    async ended(anyTx: AnyTx, id: string, state: 'failed' | 'cancelled', reason: string): Promise<void> {
      const tx = anyTx as NoteTx
      const row = await store.importById(tx, id)
      if (!row || row.state === 'done') return
      await store.updateImport(tx, id, {
        state,
        purge_at: clock.iso(),
        ...(state === 'failed' && { failure_code: 'import-failed', failure_message: reason }),
      })
      await purge(tx)
    },
  }
  const purge = (tx: NoteTx) => queue.add(tx, purgeTransfers, {}, { uniqueKey: 'now' })

  const uploadOwner: UploadOwner = {
    owner: 'notes-import',
    scope: 'notes:write',
    async finished(anyTx, { subjectId, key, size, spaceId }) {
      const tx = anyTx as NoteTx
      const jobId = await queue.add(tx, importNotes, { importId: subjectId }, { spaceId, subjectId })
      await store.updateImport(tx, subjectId, {
        state: 'waiting',
        upload_url: null,
        key,
        size,
        job_id: jobId,
      })
    },
    async expired(anyTx, { subjectId }) {
      const tx = anyTx as NoteTx
      if ((await store.importById(tx, subjectId))?.state !== 'uploading') return
      await store.updateImport(tx, subjectId, { state: 'cancelled', upload_url: null })
    },
    storedBytes: (read, spaceId) => store.importBytes(read as NoteReader, spaceId),
  }
  return { ...rules, uploadOwner }
}

const freshImport = (
  id: string,
  who: Standing,
  fileName: string,
  size: number,
  now: string,
): Omit<ImportRow, 'upload_url'> => ({
  id,
  space_id: who.space.id,
  account_id: who.accountId!,
  file_name: fileName,
  size,
  state: 'uploading',
  key: null,
  job_id: null,
  position: 0,
  created: 0,
  skipped: 0,
  problems: toJson([]),
  problem_count: 0,
  created_at: now,
  failure_code: null,
  failure_message: null,
  purge_at: null,
})

const ofImport = ({ id, space_id, file_name }: Pick<ImportRow, 'id' | 'space_id' | 'file_name'>) => ({
  spaceId: space_id,
  subject: { kind: 'note-import', id, name: file_name },
})

function ownOf(who: Standing, row: ImportRow | undefined): ImportRow {
  if (row && row.space_id === who.space.id && row.account_id === who.accountId) return row
  throw new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
}
