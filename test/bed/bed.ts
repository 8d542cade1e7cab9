import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
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

const prefix = 'longhouse-bed-'

/** Starts the engines of a fleet for one run; vitest calls what it gives at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  // PostgreSQL runs as an account of its own and must get through.
  await chmod(folder, 0o755)
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

/** Folders of runs that were killed; their programs died with them. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
