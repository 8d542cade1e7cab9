import { join } from 'node:path'
import { openDb } from '#platform/db/open-db.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { findOrphans } from '#platform/storage/orphans.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { setUp as setUpHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { NoteExport, NoteImport } from '../contract/note.ts'
import { ownedAttachmentKeys } from '../server/attachment-store.ts'
import { ownedExportKeys } from '../server/export-store.ts'
import { ownedImportKeys } from '../server/import-store.ts'
import type { NoteTables } from '../server/note-tables.ts'

/** The owner of a house that was just set up, as a program sees it. The house may move: `at` follows it. */
export type Sender = {
  at(origin: string): Sender
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }>
  fetch(path: string): Promise<Response>
  /** Announces a file and sends it in one go; the import as it was announced. */
  send(name: string, bytes: Buffer): Promise<NoteImport>
  import(id: string): Promise<NoteImport>
  export(id: string): Promise<NoteExport>
}

export async function setUp(origin: string): Promise<Sender> {
  return sender(origin, await setUpHouse(origin))
}

const space = '/api/v1/spaces/hall'

function sender(origin: string, headers: Record<string, string>): Sender {
  const common = { ...headers, origin }
  const me: Sender = {
    at: (elsewhere) => sender(elsewhere, headers),
    fetch: (path) => fetch(new URL(path, origin), { headers: common }),
    async call<T>(method: string, path: string, body?: unknown) {
      const answer = await fetch(`${origin}${space}${path}`, {
        method,
        headers: { ...common, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T }
    },
    async send(name, bytes) {
      const file = { name, size: bytes.length, type: '' }
      const made = await me.call<NoteImport>('POST', '/notes-imports', { file })
      if (made.status !== 201) throw new Error(JSON.stringify(made.body))
      const sent = await fetch(new URL(made.body.upload!.url, origin), {
        method: 'PATCH',
        headers: {
          ...common,
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
        },
        body: new Uint8Array(bytes),
      })
      if (sent.status !== 204) throw new Error(`${sent.status} ${await sent.text()}`)
      return made.body
    },
    import: async (id) => (await me.call<NoteImport>('GET', `/notes-imports/${id}`)).body,
    export: async (id) => (await me.call<NoteExport>('GET', `/notes-exports/${id}`)).body,
  }
  return me
}

const going = ['uploading', 'waiting', 'running']

export const importEnded = (who: Sender, id: string): Promise<NoteImport> =>
  until(async () => only(await who.import(id)), { seconds: 90, what: 'the end of the import' })

export const exportEnded = (who: Sender, id: string): Promise<NoteExport> =>
  until(async () => only(await who.export(id)), { seconds: 90, what: 'the end of the export' })

const only = <T extends { state: string }>(one: T): T | null => (going.includes(one.state) ? null : one)

/** What stands in the storage of a house that is closed, and what of it no row names; and its notes. */
export async function leftIn(dataDir: string) {
  const tools = { log: quietLog(), metrics: bareMetrics() }
  const db = await openDb({ engine: 'sqlite', file: join(dataDir, 'longhouse.db') }, tools)
  const storage = await openStorage({ engine: 'disk', folder: join(dataDir, 'storage') }, tools)
  try {
    const { read } = db.tables<NoteTables>()
    const owners = [ownedAttachmentKeys, ownedExportKeys, ownedImportKeys].map((owned) => ({
      ownedKeys: (keys: string[]) => owned(read, keys),
    }))
    const keys: string[] = []
    for await (const { key } of storage.list()) keys.push(key)
    const orphans: string[] = []
    for await (const { key } of findOrphans(storage, owners)) orphans.push(key)
    const notes = await read.selectFrom('notes').select(['id', 'title', 'body']).execute()
    const attachments = await read.selectFrom('note_attachments').selectAll().execute()
    return { keys, orphans, notes, attachments }
  } finally {
    await storage.close()
    await db.close()
  }
}
