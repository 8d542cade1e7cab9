import { fromJson } from '#platform/db/json.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { NoteImport } from '../contract/note.ts'
import { cancelImport, createImport, listImports, readImport } from '../contract/transfer-routes.ts'
import { importsOf } from './import-store.ts'
import type { ImportRow } from './import-tables.ts'
import type { Imports } from './imports.ts'
import type { NoteTables } from './note-tables.ts'

type Needs = Pick<Platform, 'cursors' | 'queue' | 'uploads'> & { db: Db<NoteTables>; imports: Imports }

export function importRoutes(needs: Needs): BoundRoute[] {
  const { db, cursors, imports } = needs
  return [
    handle(createImport, async ({ standing, body, reply }) => {
      const row = await imports.create(standing, body.file)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/notes-imports/${row.id}`)
      return viewImport(needs, row)
    }),
    handle(listImports, async ({ standing, query }) => {
      const who = { spaceId: standing.space.id, accountId: standing.accountId! }
      const list = `notes-imports:${who.spaceId}:${who.accountId}`
      const limit = query.limit ?? 20
      const before = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
      const rows = await importsOf(db.read, who, limit + 1, before)
      const page = pageOf(
        rows,
        limit,
        (row) => row,
        (last) => cursors.encode(list, [last.id]),
      )
      return { ...page, items: await Promise.all(page.items.map((row) => viewImport(needs, row))) }
    }),
    handle(readImport, async ({ standing, params }) =>
      viewImport(needs, await imports.find(standing, params.id)),
    ),
    handle(cancelImport, async ({ standing, params }) => {
      await imports.cancel(standing, params.id)
      return undefined
    }),
  ]
}

async function viewImport({ db, queue, uploads }: Needs, row: ImportRow): Promise<NoteImport> {
  const job = row.state === 'running' && row.job_id !== null ? await queue.find(db.read, row.job_id) : null
  const offset = row.state === 'uploading' ? ((await uploads.offset(row.id)) ?? 0) : null
  return {
    id: row.id,
    fileName: row.file_name,
    state: row.state,
    percent: row.state === 'done' ? 100 : Math.round(job?.percent ?? 0),
    stage: job?.stage ?? stages[row.state],
    createdAt: row.created_at,
    created: row.created,
    skipped: row.skipped,
    problems: problemsOf(row),
    ...(offset !== null && row.upload_url !== null && { upload: { url: row.upload_url, offset } }),
    ...(row.failure_code !== null && {
      failure: { code: row.failure_code, message: row.failure_message ?? '' },
    }),
  }
}

/** When there are more than are kept, the last one says so. */
function problemsOf(row: ImportRow): NoteImport['problems'] {
  const problems = fromJson(row.problems)
  if (row.problem_count <= problems.length) return problems
  const told = problems.slice(0, -1)
  const more = row.problem_count - told.length
  return [...told, { path: '…', message: `${more} more files had problems like these.` }]
}

const stages: Record<ImportRow['state'], string> = {
  uploading: 'Uploading',
  waiting: 'Waiting for its turn',
  running: 'Reading the file',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Stopped',
}
