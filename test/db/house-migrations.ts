import { apps } from '../../src/apps.ts'
import type { App } from '../../src/platform/app.ts'
import type { MigrationSet } from '../../src/platform/db/db.ts'
import { platformMigrations } from '../../src/platform/platform-migrations.ts'

/** Every migration of this build, as a start applies them. */
export async function houseMigrations(): Promise<MigrationSet[]> {
  const modules = apps.map(
    (id) => import(`../../src/apps/${id}/server/${id}-app.ts`) as Promise<{ app: App }>,
  )
  return [platformMigrations, ...(await Promise.all(modules)).map(({ app }) => app.migrations)]
}
