import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { openBus } from '../../src/platform/bus/open-bus.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Config } from '../../src/platform/config/config.ts'
import type { Tx } from '../../src/platform/db/db.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { uploads as migration } from '../../src/platform/http/migrations/0003-uploads.ts'
import { uploadLocks as lockMigration } from '../../src/platform/http/migrations/0009-upload-locks.ts'
import { openProcessUploadLocks } from '../../src/platform/http/process-upload-locks.ts'
import { openSharedUploadLocks } from '../../src/platform/http/shared-upload-locks.ts'
import { openUploads } from '../../src/platform/http/uploads.ts'
import { newId } from '../../src/platform/ids.ts'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import { uploadFolder } from '../../src/platform/storage/storage.ts'
import { bindRoutes } from '../harness/bind-routes.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'

/**
 * A process to be killed: `node test/uploads/child-house.ts <folder> [<json>]`. Uploads over SQLite and disk in `<folder>`, or over the storage that
 * the JSON names and then with locks that several of it share, and an owner that writes a row per file it is handed. Prints its address; GET /new?size= announces a file, GET /told lists those rows.
 */
type Told = { told: { subject_id: string; key: string; size: number } }

const [folder = '', given] = process.argv.slice(2)
/** Told when it is one process of several over the same folder. */
const shared = given === undefined ? null : (JSON.parse(given) as { storage: Config['storage'] })
const accountId = '00000000-0000-7000-8000-000000000001'
const config = { maxUploadSize: 1e12, spaceQuota: null }
const [log, metrics] = [quietLog(), bareMetrics()]

const db = await openDb({ engine: 'sqlite', file: join(folder, 'longhouse.db') }, { log, metrics })
await openMigrator(db, [
  { owner: 'platform', migrations: [migration, lockMigration] },
  {
    owner: 'test',
    migrations: [
      {
        name: '0001-told',
        up: async (db: Kysely<unknown>) => {
          await db.schema
            .createTable('told')
            .addColumn('subject_id', 'text')
            .addColumn('key', 'text')
            .addColumn('size', 'bigint')
            .execute()
        },
        down: async (db: Kysely<unknown>) => void (await db.schema.dropTable('told').execute()),
      },
    ],
  },
]).up()
const auth = { watch: () => () => {}, accounts: { role: async () => 'member' as const } }
const storage = await openStorage(shared?.storage ?? { engine: 'disk', folder: join(folder, 'storage') }, {
  log,
})
const bus = await openBus({ engine: 'memory' }, { log })
const locks = shared ? openSharedUploadLocks({ db, bus, clock: systemClock, log }) : openProcessUploadLocks()
const uploads = openUploads({ config, db, storage, clock: systemClock, log, metrics, auth, locks })
await uploads.use([
  {
    owner: 'footage',
    async finished(tx, { subjectId, key, size }) {
      await (tx as Tx<Told>).insertInto('told').values({ subject_id: subjectId, key, size }).execute()
    },
    expired: async () => undefined,
    storedBytes: async () => 0,
  },
])

const app = bindRoutes(uploads.routes, () => ({
  kind: 'account',
  accountId,
  name: 'Ada',
  via: 'session',
  sessionId: accountId,
}))
app.get<{ Querystring: { size: string } }>('/new', async ({ query }) => {
  const subjectId = newId()
  const file = {
    owner: 'footage',
    subjectId,
    spaceId: subjectId,
    accountId,
    name: 'a.mp4',
    type: 'video/mp4',
  }
  const more = { size: Number(query.size), folder: uploadFolder(subjectId) }
  const { url } = await db.tables<Told>().transact((tx) => uploads.create(tx, { ...file, ...more }))
  const key = `${more.folder}/original`
  return { url, subjectId, key, file: join(folder, 'storage', key) }
})
app.get('/told', () => db.tables<Told>().read.selectFrom('told').selectAll().execute())
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
