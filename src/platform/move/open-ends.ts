import type { Config } from '../config/config.ts'
import type { Source } from './source.ts'
import type { Target } from './target.ts'

/** The two ends of a move, opened as their configuration says: the only place that asks which engine one is. */

/** Throws `Fault`s: nothing is there, it cannot be reached, it is no house. */
export async function openSource(db: Config['db']): Promise<Source> {
  if (db.engine === 'postgres') return (await import('./postgres-source.ts')).openPostgresSource(db)
  return (await import('./sqlite-source.ts')).openSqliteSource(db.file)
}

/** Throws `Fault`s as `openSource`. A file that is not there yet is made, unless the target is only looked at. */
export async function openTarget(db: Config['db'], { look = false } = {}): Promise<Target> {
  if (db.engine === 'postgres') return (await import('./postgres-target.ts')).openPostgresTarget(db)
  return (await import('./sqlite-target.ts')).openSqliteTarget(db.file, { look })
}
