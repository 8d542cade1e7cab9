import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMigrator } from '../src/platform/db/migrator.ts'
import { openDb } from '../src/platform/db/open-db.ts'
import { platformMigrations } from '../src/platform/platform-migrations.ts'
import { startPostgres } from '../test/bed/postgres.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'
import { searchFigures } from './parts/search-figures.ts'

/** `SEARCH_NOTES=1000000` for a space of a million. */
const notes = Number(process.env.SEARCH_NOTES ?? 100_000)

/** The same as `search`, on PostgreSQL. */
export const bench = {
  name: 'search-postgres',
  title: `Search over ${notes.toLocaleString('en')} notes of 80 words on PostgreSQL`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-search-'))
    await chmod(folder, 0o755)
    const postgres = await startPostgres(folder, {
      settings: ['shared_buffers = 512MB', 'max_wal_size = 4GB'],
    })
    try {
      const { name, url } = await postgres.createDatabase()
      const db = await openDb(
        { engine: 'postgres', url, replicaUrls: [], poolSize: 20, ca: null, statementSeconds: 30 },
        { log: quietLog(), metrics: bareMetrics() },
      )
      try {
        await openMigrator(db, [platformMigrations]).up()
        // What autovacuum does within minutes; the bed has it wait.
        const tidy = async () => void (await postgres.ask('vacuum analyze', [], name))
        const { rows } = await searchFigures(db, notes, tidy)
        const [size] = await postgres.ask<{ index: string; all: string }>(
          `select pg_size_pretty(pg_relation_size('search_words_lexemes')) as index,
            pg_size_pretty(pg_total_relation_size('search_words') + pg_total_relation_size('search_entries')) as all`,
          [],
          name,
        )
        return {
          rows: [
            ...rows,
            { what: 'the index of lexemes, and all of it', value: `${size!.index}, ${size!.all}` },
          ],
        }
      } finally {
        await db.close()
      }
    } finally {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
}
