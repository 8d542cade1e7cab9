import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/platform/config/config.ts'
import { type BedPostgres, startPostgres } from '../bed/postgres.ts'
import { ownFolder } from '../bed/own-folder.ts'
import { freePort } from '../bed/program.ts'
import { type BedRedis, startRedis } from '../bed/redis.ts'
import { type S3Bed, startS3 } from '../bed/s3.ts'
import { type HouseProcess, startHouseProcess } from './house-process.ts'
import { type Nginx, startNginx } from './nginx.ts'

/** One that takes streams, on a port of its own. */
export type LiveProcess = HouseProcess & { rtmpPort: number }

/** A house of many processes, with everything it stands on. */
export type Fleet = {
  /** nginx. */
  origin: string
  webs: HouseProcess[]
  workers: HouseProcess[]
  schedulers: HouseProcess[]
  lives: LiveProcess[]
  postgres: BedPostgres
  redis: BedRedis
  s3: S3Bed
  nginx: Nginx
  /** What every process is told; a further one, or the command line, takes it too. */
  env: Record<string, string>
  /** What a test opens by itself to look at what the house keeps. */
  engines: Pick<Config, 'db' | 'storage'>
  /** Ends nginx and the processes, each asked in order; what they stand on stays. Their exit codes. */
  close(): Promise<(number | null)[]>
  /** Ends everything, and leaves nothing. */
  stop(): Promise<void>
}
export type FleetSize = {
  webs?: number
  workers?: number
  schedulers?: number
  lives?: number
  replica?: boolean
  env?: Record<string, string>
  /** What one process is told instead: its name, as `web 0`, and what all are told. */
  envOf?: (name: string, env: Record<string, string>) => Promise<Record<string, string>>
}

/** Makes the setup token known to tests. */
export const fleetKey = 'a key that every process of the test fleet has'

/** Starts PostgreSQL with a replica, Redis, S3, the processes and nginx, in this order; `stop` ends them in reverse. */
export async function startFleet({
  webs = 2,
  workers = 2,
  schedulers = 1,
  lives = 0,
  replica = true,
  env: more = {},
  envOf = async () => ({}),
}: FleetSize = {}): Promise<Fleet> {
  // PostgreSQL and the workers of nginx are other users.
  const folder = await ownFolder('longhouse-fleet-')
  const opened: { stop(): Promise<unknown> }[] = [
    { stop: () => rm(folder, { recursive: true, force: true }) },
  ]
  const opening = async <T extends { stop(): Promise<unknown> }>(part: Promise<T>): Promise<T> => {
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
    const one = async (role: string, at: number, more: Record<string, string> = {}) => {
      const name = `${role} ${at}`
      const given = await envOf(name, env)
      const own = { ...given, ...more, ROLES: role, DATA_DIR: join(folder, `${role}-${at}`) }
      return opening(startHouseProcess(name, { ...env, ...own }))
    }
    const several = (role: string, count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => one(role, at)))
    const live = async (at: number): Promise<LiveProcess> => {
      const rtmpPort = await freePort()
      return Object.assign(await one('live', at, { RTMP_HOST: '127.0.0.1', RTMP_PORT: String(rtmpPort) }), {
        rtmpPort,
      })
    }
    // The first one alone: migrations run once, and what is wrong is told once.
    const first = await one('web', 0)
    const [rest, hands, clocks, stages] = await Promise.all([
      Promise.all(Array.from({ length: webs - 1 }, (_, at) => one('web', at + 1))),
      several('worker', workers),
      several('scheduler', schedulers),
      Promise.all(Array.from({ length: lives }, (_, at) => live(at))),
    ])
    const all = [first, ...rest]
    const nginx = await opening(
      startNginx({
        folder: join(folder, 'nginx'),
        port,
        webPorts: all.map((web) => web.port),
        liveEdge: lives > 0,
      }),
    )
    const close = async () => {
      await nginx.stop()
      return Promise.all([...all, ...hands, ...clocks, ...stages].map((one) => one.stop()))
    }
    const engines: Fleet['engines'] = {
      db: {
        engine: 'postgres',
        url: database.url,
        replicaUrls: [],
        poolSize: 4,
        ca: null,
        statementSeconds: 30,
      },
      storage: s3.config,
    }
    const roles = { webs: all, workers: hands, schedulers: clocks, lives: stages }
    return { origin, ...roles, postgres, redis, s3, nginx, env, engines, close, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
