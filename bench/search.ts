import { platformMigrations } from '../src/platform/platform-migrations.ts'
import { openTestDb } from '../test/harness/open-test-db.ts'
import { searchFigures } from './parts/search-figures.ts'

const notes = Number(process.env.SEARCH_NOTES ?? 100_000)

/** What a long-lived space on SQLite waits for its answers. */
export const bench = {
  name: 'search',
  title: `Search over ${notes.toLocaleString('en')} notes of 80 words`,
  async run() {
    const place = await openTestDb([platformMigrations])
    try {
      return await searchFigures(place.db, notes)
    } finally {
      await place.close()
    }
  },
}
