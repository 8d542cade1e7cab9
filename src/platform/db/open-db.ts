import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'

/** Opens the database that the configuration names. The only place that asks which engine it is. */
export async function openDb(config: Config['db'], tools: { log: Log; metrics: Metrics }): Promise<Db> {
  if (config.engine === 'postgres')
    throw new Error(
      'DATABASE_URL is set, but PostgreSQL is not built yet. Unset it to use SQLite in DATA_DIR.',
    )
  const { openSqliteDb } = await import('./sqlite-db.ts')
  return openSqliteDb(config.file, tools)
}
