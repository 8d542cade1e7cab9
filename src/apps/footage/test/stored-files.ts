import { ownedClipKeys } from '../server/clip-outputs.ts'
import type { ClipTables } from '../server/clip-tables.ts'
import { openDb } from '#platform/db/open-db.ts'
import { findOrphans } from '#platform/storage/orphans.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import type { RealHouse } from '../../../../test/uploads/start-house.ts'

/** What stands in the storage of a house that is closed, and what of it no row names. */
export async function storedFiles({ engines }: RealHouse): Promise<{ keys: string[]; orphans: string[] }> {
  const tools = { log: quietLog(), metrics: bareMetrics() }
  const db = await openDb(engines.db, tools)
  const storage = await openStorage(engines.storage, tools)
  try {
    const read = db.tables<ClipTables>().read
    const keys: string[] = []
    for await (const { key } of storage.list()) keys.push(key)
    const orphans: string[] = []
    for await (const { key } of findOrphans(storage, [{ ownedKeys: (some) => ownedClipKeys(read, some) }]))
      orphans.push(key)
    return { keys, orphans }
  } finally {
    await storage.close()
    await db.close()
  }
}
