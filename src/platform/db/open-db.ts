import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'
import type { Fences } from './fences.ts'

/** `fences` are those that all processes of the house share; without them this process has its own. */
type Tools = { log: Log; metrics: Metrics; fences?: Fences }

/** Opens the database that the configuration names. The only place that asks which engine it is. */
export async function openDb(config: Config['db'], tools: Tools): Promise<Db> {
  if (config.engine === 'postgres') {
    const { openPostgresDb } = await import('./postgres-db.ts')
    return openPostgresDb(config, tools)
  }
  const { openSqliteDb } = await import('./sqlite-db.ts')
  return openSqliteDb(config.file, tools)
}
