import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BedPostgres, startPostgres } from '../bed/postgres.ts'
import { freePort } from '../bed/program.ts'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { type S3Bed, startS3 } from '../bed/s3.ts'
import { type HouseProcess, startHouseProcess } from './house-process.ts'
import { type Nginx, startNginx } from './nginx.ts'

/** A house of many processes, with everything it stands on. */
export type Fleet = {
  /** nginx. */
  origin: string
  webs: HouseProcess[]
  workers: HouseProcess[]
  schedulers: HouseProcess[]
  postgres: BedPostgres
  redis: BedRedis
  s3: S3Bed
  nginx: Nginx
  /** What every process is told; a further one, or the command line, takes it too. */
  env: Record<string, string>
  stop(): Promise<void>
}
export type FleetSize = {
  webs?: number
  workers?: number
  schedulers?: number
  replica?: boolean
  env?: Record<string, string>
}

/** Makes the setup token known to tests. */
export const fleetKey = 'a key that every process of the test fleet has'

/** Starts PostgreSQL with a replica, Redis, S3, the processes and nginx, in this order; `stop` ends them in reverse. */
export async function startFleet({
  webs = 2,
  workers = 2,
  schedulers = 1,
  replica = true,
  env: more = {},
}: FleetSize = {}): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-fleet-'))
  // PostgreSQL and the workers of nginx are other users.
  await chmod(folder, 0o755)
  const opened: { stop(): Promise<void> }[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }]
  const opening = async <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const one = await part
    opened.push(one)
    return one
  }
  const stop = async () => {
    for (const part of opened.splice(0).toReversed()) await part.stop()
  }
  try {
    const [postgres, redis, s3] = await Promise.all([
      opening(startPostgres(join(folder, 'postgres'), { replica })),
      opening(startRedis(folder)),
      opening(startS3(folder)),
    ])
    const database = await postgres.createDatabase()
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const env: Record<string, string> = {
      DATABASE_URL: database.url,
      ...(postgres.replica && { DATABASE_REPLICA_URLS: postgres.replica.urlOf(database.name) }),
      DATABASE_POOL_SIZE: '8',
      REDIS_URL: redis.url,
      ...s3.env,
      SECRET_KEY: fleetKey,
      PUBLIC_URL: origin,
      TRUST_PROXY: 'loopback',
      RATE_LIMIT: '1000000',
      DRAIN_SECONDS: '1',
      ...more,
    }
    const one = (role: string, at: number) =>
      opening(
        startHouseProcess(`${role} ${at}`, { ...env, ROLES: role, DATA_DIR: join(folder, `${role}-${at}`) }),
      )
    const several = (role: string, count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => one(role, at)))
    // The first one alone: migrations run once, and what is wrong is told once.
    const first = await one('web', 0)
    const [rest, hands, clocks] = await Promise.all([
      Promise.all(Array.from({ length: webs - 1 }, (_, at) => one('web', at + 1))),
      several('worker', workers),
      several('scheduler', schedulers),
    ])
    const all = [first, ...rest]
    const nginx = await opening(
      startNginx({ folder: join(folder, 'nginx'), port, webPorts: all.map((web) => web.port) }),
    )
    return { origin, webs: all, workers: hands, schedulers: clocks, postgres, redis, s3, nginx, env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
