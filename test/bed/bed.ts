import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ownFolder } from './own-folder.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

/** What the files of the project `fleet` are told about the engines that run for them: `inject('bed')`. */
export type Bed = {
  /** For the superuser, and the house's own role with the database left out: `…/`. */
  postgres: { adminUrl: string; houseUrl: string }
  redisUrl: string
}
declare module 'vitest' {
  export interface ProvidedContext {
    bed: Bed
  }
}

/** Starts the engines of a fleet for one run; vitest calls what it gives at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await ownFolder('longhouse-bed-')
  const [postgres, redis] = await Promise.all([startPostgres(join(folder, 'postgres')), startRedis(folder)])
  project.provide('bed', {
    postgres: { adminUrl: postgres.adminUrl, houseUrl: postgres.urlOf('') },
    redisUrl: redis.url,
  })
  return async () => {
    await redis.stop()
    await postgres.stop('SIGQUIT')
    await rm(folder, { recursive: true, force: true })
  }
}
