import { apps } from '../../src/apps.ts'
import { compose, type House } from '../../src/compose.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'
import type { BoundRoute } from '../../src/platform/http/handle.ts'
import { readinessOf } from '../../src/roles/readiness.ts'
import { startWeb } from '../../src/roles/web.ts'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import { startRedis } from '../bed/redis.ts'

/** A house of this process on a PostgreSQL of its own, asked over HTTP; nobody works on its jobs. */
export type PostgresHouse = {
  house: House
  origin: string
  postgres: OwnPostgres
  /** Its name. */
  database: string
  close(): Promise<void>
}

/** `plant` adds routes, as a slip in a slice would. */
export async function openPostgresHouse({
  replica = false,
  plant = () => [],
}: { replica?: boolean; plant?: (house: House) => BoundRoute[] } = {}): Promise<PostgresHouse> {
  const postgres = await startOwnPostgres({ replica })
  const { name, url } = await postgres.createDatabase()
  const redis = replica ? await startRedis(postgres.folder) : null
  const env = {
    DATA_DIR: postgres.folder,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'fatal',
    SECRET_KEY: 'a key of sixty-four characters, known to everybody who reads this',
    DATABASE_URL: url,
    ...(redis && { DATABASE_REPLICA_URLS: postgres.replica!.urlOf(name), REDIS_URL: redis.url }),
  }
  const house = await compose(readConfig(env, apps))
  const web = { ...house, routes: [...house.routes, ...plant(house)] }
  const http = await startWeb(web, { readiness: readinessOf(web, null), figures: async () => '' })
  return {
    house,
    postgres,
    database: name,
    origin: await http.listen(),
    async close() {
      await http.close(0)
      await house.close()
      await redis?.stop()
      await postgres.close()
    },
  }
}
