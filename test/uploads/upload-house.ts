import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { Role } from '../../src/contract/shapes.ts'
import type { Actor } from '../../src/platform/auth/actor.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { MigrationSet } from '../../src/platform/db/db.ts'
import { uploads as migration } from '../../src/platform/http/migrations/0003-uploads.ts'
import type { UploadTables } from '../../src/platform/http/upload-tables.ts'
import { openProcessUploadLocks } from '../../src/platform/http/process-upload-locks.ts'
import { openUploads, type UploadOwner } from '../../src/platform/http/uploads.ts'
import { newId } from '../../src/platform/ids.ts'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import { type Storage, uploadFolder } from '../../src/platform/storage/storage.ts'
import { bindRoutes } from '../harness/bind-routes.ts'
import { openTestDb } from '../harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { tusCalls } from './tus-calls.ts'

const migrations: MigrationSet = { owner: 'platform', migrations: [migration] }
export const accountId = newId()
export const spaceId = newId()

export type UploadHouse = Awaited<ReturnType<typeof openUploadHouse>>

/** Uploads on a real database, disk and socket, with an owner that writes down what it is told. */
export async function openUploadHouse(
  options: { maxUploadSize?: number; spaceQuota?: number | null; folder?: string } = {},
) {
  const { maxUploadSize = 1e12, spaceQuota = null } = options
  const root = options.folder ?? (await mkdtemp(join(tmpdir(), 'longhouse-uploads-')))
  const testDb = await openTestDb([migrations])
  const storage = await openStorage({ engine: 'disk', folder: root }, { log: quietLog() })
  const clock = heldClock()
  const told: string[] = []
  const state = { stored: 0, fail: null as Error | null, role: 'member' as Role | null }
  const watched = new Set<() => void>()
  const auth = {
    accounts: { role: async () => state.role },
    watch(_actor: unknown, _place: unknown, ended: () => void) {
      watched.add(ended)
      return () => void watched.delete(ended)
    },
  }
  const owner: UploadOwner = {
    owner: 'footage',
    scope: 'footage:write',
    async finished(_tx, upload) {
      if (state.fail) throw state.fail
      told.push(`finished ${upload.subjectId} ${upload.key} ${upload.size}`)
    },
    async expired(_tx, upload) {
      told.push(`expired ${upload.subjectId}`)
    },
    storedBytes: async () => state.stored,
  }
  const metrics = bareMetrics()
  const open = (own = bareMetrics()) =>
    openUploads({
      config: { maxUploadSize, spaceQuota },
      db: testDb.db,
      storage,
      clock,
      log: quietLog(),
      metrics: own,
      auth,
      locks: openProcessUploadLocks(),
    })
  const uploads = open(metrics)
  await uploads.use([owner])
  const app = bindRoutes(uploads.routes, actorOf)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })

  const db = testDb.db.tables<UploadTables>()
  const create = async (size: number, more: Partial<Parameters<typeof uploads.create>[1]> = {}) => {
    const subjectId = newId()
    const folder = uploadFolder(subjectId)
    const file = {
      owner: 'footage',
      subjectId,
      spaceId,
      accountId,
      name: 'Fähre.mp4',
      type: 'video/mp4',
      size,
      folder,
    }
    const { id, url } = await db.transact((tx) => uploads.create(tx, { ...file, ...more }))
    return { id, url, subjectId, key: `${folder}/original` }
  }

  return {
    root,
    abandon: (subjectId: string) => db.transact((tx) => uploads.abandon(tx, subjectId)),
    storage,
    clock,
    told,
    state,
    owner,
    uploads,
    app,
    origin,
    metrics,
    create,
    /** The same rows and bytes as another process sees them. */
    openAgain: () => open(),
    as: (account: string, more: Record<string, string> = {}) =>
      tusCalls(origin, { 'x-account': account, ...more }),
    tus: tusCalls(origin, { 'x-account': accountId }),
    runJob: () => runJob(uploads),
    forgetRows: () => db.transact((tx) => tx.deleteFrom('uploads').execute()),
    /** The account is no member any more, and who watches it is told. */
    showOut() {
      state.role = null
      for (const ended of watched) ended()
    },
    /** Connections that send right now, as the metrics tell. */
    async sending() {
      const metric = await metrics.registry.getSingleMetric('longhouse_uploads_sending')?.get()
      return metric?.values[0]?.value ?? 0
    },
    /** As if nothing had been uploaded yet. */
    async reset() {
      await db.transact((tx) => tx.deleteFrom('uploads').execute())
      for await (const { id } of storage.incoming.list()) await storage.incoming.discard(id)
      told.length = 0
      Object.assign(state, { stored: 0, fail: null, role: 'member' })
      clock.set(0)
    },
    stored: (key: string) => readAll(storage, key),
    async close() {
      await app.close()
      await storage.close()
      await testDb.close()
      if (!options.folder) await rm(root, { recursive: true, force: true })
    },
  }
}

async function runJob(uploads: ReturnType<typeof openUploads>) {
  const signal = new AbortController().signal
  for (const job of uploads.jobs) await job.run({}, { signal } as Parameters<typeof job.run>[1])
}

async function readAll(storage: Storage, key: string): Promise<Buffer> {
  return Buffer.concat(await (await storage.get(key)).toArray())
}

function heldClock(): Clock & { skip(seconds: number): void; set(ahead: number): void } {
  let ahead = 0
  const now = () => Date.now() + ahead
  return {
    now,
    iso: (offset = 0) => new Date(now() + offset * 1000).toISOString(),
    skip: (seconds) => {
      ahead += seconds * 1000
    },
    set: (to) => {
      ahead = to
    },
  }
}

/** Whoever the test's headers say. */
function actorOf({ headers }: FastifyRequest): Actor {
  const account = headers['x-account']
  if (typeof account !== 'string') return { kind: 'guest' }
  const who = { kind: 'account', accountId: account, name: 'Ada' } as const
  const keySpace = headers['x-key-space']
  return typeof keySpace === 'string'
    ? {
        ...who,
        via: 'api-key',
        apiKeyId: newId(),
        scopes: String(headers['x-key-scopes'] ?? '').split(' '),
        spaceId: keySpace,
      }
    : { ...who, via: 'session', sessionId: newId() }
}
