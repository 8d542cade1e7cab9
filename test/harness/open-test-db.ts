import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db, MigrationSet } from '../../src/platform/db/db.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { bareMetrics, quietLog } from './quiet.ts'
import { recordedDb } from './recorded-db.ts'

export type TestDb = { db: Db; file: string; close(): Promise<void> }

/** An empty SQLite database in a folder of its own, migrated; `close` removes it. */
export async function openTestDb(sets: readonly MigrationSet[] = []): Promise<TestDb> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-db-'))
  const file = join(folder, 'longhouse.db')
  const opened = await openDb({ engine: 'sqlite', file }, { log: quietLog(), metrics: bareMetrics() })
  const { RECORD_SQL } = process.env
  const db = RECORD_SQL ? recordedDb(opened, RECORD_SQL) : opened
  await openMigrator(db, sets).up()
  return {
    db,
    file,
    async close() {
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
