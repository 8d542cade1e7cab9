import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apps } from '../../src/apps.ts'
import type { App } from '../../src/platform/app.ts'
import type { Config } from '../../src/platform/config/config.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { platformMigrations } from '../../src/platform/platform-migrations.ts'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'

let postgres: OwnPostgres
beforeAll(async () => {
  postgres = await startOwnPostgres()
})
afterAll(() => postgres?.close())

const engines = {
  sqlite: async (): Promise<Config['db']> => ({ engine: 'sqlite', file: join(postgres.folder, 'house.db') }),
  postgres: async (): Promise<Config['db']> => {
    const { url } = await postgres.createDatabase()
    return { engine: 'postgres', url, replicaUrls: [], poolSize: 4, ca: null, statementSeconds: 30 }
  },
}

test.each(Object.entries(engines))(
  'every migration can be taken back and applied again (%s)',
  async (_, engine) => {
    const opened = await Promise.all(
      apps.map(async (id) => (await import(`../../src/apps/${id}/server/${id}-app.ts`)) as { app: App }),
    )
    const db = await openDb(await engine(), { log: quietLog(), metrics: bareMetrics() })
    try {
      const migrator = openMigrator(db, [platformMigrations, ...opened.map(({ app }) => app.migrations)])
      const names = await migrator.up()
      expect(await migrator.down(names.length)).toEqual(names.toReversed())
      expect(await migrator.up()).toEqual(names)
    } finally {
      await db.close()
    }
  },
)
