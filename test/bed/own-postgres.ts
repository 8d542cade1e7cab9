import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownFolder } from './own-folder.ts'
import { type BedPostgres, type PostgresOptions, startPostgres } from './postgres.ts'

/** PostgreSQL for one test file, with a folder that has room for what stands beside it. `close` leaves nothing of either. */
export type OwnPostgres = BedPostgres & { readonly folder: string; close(): Promise<void> }

export async function startOwnPostgres(options: PostgresOptions = {}): Promise<OwnPostgres> {
  const folder = await ownFolder('longhouse-postgres-')
  const postgres = await startPostgres(join(folder, 'postgres'), options)
  return Object.assign(postgres, {
    folder,
    async close() {
      await postgres.stop('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    },
  })
}
