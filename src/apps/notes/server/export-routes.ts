import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { NoteExport } from '../contract/note.ts'
import { createExport, deleteExport, listExports, readExport } from '../contract/transfer-routes.ts'
import { exportFile, exportPurpose } from './export-media-door.ts'
import { exportsOf } from './export-store.ts'
import type { ExportRow } from './export-tables.ts'
import type { Exports } from './exports.ts'
import type { NoteTables } from './note-tables.ts'

const pathSeconds = 4 * 3600

type Needs = Pick<Platform, 'clock' | 'cursors' | 'queue' | 'signedPaths'> & {
  db: Db<NoteTables>
  exports: Exports
}

export function exportRoutes(needs: Needs): BoundRoute[] {
  const { db, cursors, exports } = needs
  return [
    handle(createExport, async ({ standing, body, reply }) => {
      const row = await exports.create(standing, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/notes-exports/${row.id}`)
      return viewExport(needs, row)
    }),
    handle(listExports, async ({ standing, query }) => {
      const who = { spaceId: standing.space.id, accountId: standing.accountId! }
      const list = `notes-exports:${who.spaceId}:${who.accountId}`
      const limit = query.limit ?? 20
      const before = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
      const rows = await exportsOf(db.read, who, limit + 1, before)
      const page = pageOf(
        rows,
        limit,
        (row) => row,
        (last) => cursors.encode(list, [last.id]),
      )
      return { ...page, items: await Promise.all(page.items.map((row) => viewExport(needs, row))) }
    }),
    handle(readExport, async ({ standing, params }) =>
      viewExport(needs, await exports.find(standing, params.id)),
    ),
    handle(deleteExport, async ({ standing, params }) => {
      await exports.remove(standing, params.id)
      return undefined
    }),
  ]
}

async function viewExport({ db, clock, queue, signedPaths }: Needs, row: ExportRow): Promise<NoteExport> {
  const job = row.state === 'running' ? await queue.find(db.read, row.job_id) : null
  const there = row.key !== null && row.expires_at !== null && row.expires_at > clock.iso()
  const path = () => signedPaths.sign({ purpose: exportPurpose, object: row.id, version: 1 }, pathSeconds)
  return {
    id: row.id,
    format: row.format,
    state: row.state,
    percent: row.state === 'done' ? 100 : Math.round(job?.percent ?? 0),
    stage: row.state === 'done' && !there ? 'The file has run out' : (job?.stage ?? stages[row.state]),
    createdAt: row.created_at,
    size: row.size,
    download: there ? `${path()}/${exportFile(row.format)}` : null,
    expiresAt: row.expires_at,
    ...(row.failure_code !== null && {
      failure: { code: row.failure_code, message: row.failure_message ?? '' },
    }),
  }
}

const stages: Record<ExportRow['state'], string> = {
  waiting: 'Waiting for its turn',
  running: 'Writing the notes',
  done: 'Ready',
  failed: 'Failed',
  cancelled: 'Cancelled',
}
