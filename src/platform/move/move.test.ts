import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { describeMove, type Place } from './move.suite.ts'

/** A file of its own. */
async function inFile(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-move-'))
  return {
    config: { engine: 'sqlite', file: join(folder, 'longhouse.db') },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** An empty database on the engine of this run. */
async function onEngine(): Promise<Place> {
  const { db, config, close } = await openTestDb()
  await db.close()
  return { config, remove: close }
}

describeMove('from SQLite to the engine of this run', inFile, onEngine)
describeMove('from the engine of this run to SQLite', onEngine, inFile)
