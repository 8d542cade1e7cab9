import { Redis } from 'ioredis'
import { type Finding, findings } from './finding.ts'
import { otherClock } from './other-clock.ts'

/** Looks at the Redis of a house. Losing it loses nothing, so little here is ill. */
export async function checkRedis(url: string): Promise<Finding[]> {
  const name = 'Redis'
  const { host } = new URL(url)
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5000,
    commandTimeout: 5000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  let reason = ''
  client.on('error', (error: Error) => (reason = error.message))
  try {
    await client.connect()
    const started = Date.now()
    const [seconds = 0, micros = 0] = (await client.time()) as unknown as number[]
    const ended = Date.now()
    const about = readInfo(await client.info())
    return findings(name, words(host, about, ended - started), [
      about.role !== 'master' && {
        state: 'ill',
        found: `REDIS_URL leads to a ${about.role}, which takes no writes`,
        mend: 'Point REDIS_URL at the primary.',
      },
      version(about.redis_version) < 6.2 && {
        state: 'ill',
        found: `version ${about.redis_version} is too old for the queue`,
        mend: 'Use Redis 7, or 6.2 at least.',
      },
      about.maxmemory_policy !== 'noeviction' && {
        state: 'weak',
        found: `it throws keys away when it is full (${about.maxmemory_policy}); jobs would wait until the sweeper finds them`,
        mend: '`maxmemory-policy noeviction` in redis.conf.',
      },
      about.aof_enabled !== '1' && {
        state: 'weak',
        found:
          'it keeps no append-only file: after its restart limits start anew and jobs are delivered again from their table; nothing is lost',
        mend: '`appendonly yes` in redis.conf, if that is to be quicker.',
      },
      otherClock('Redis', Number(seconds) * 1000 + Number(micros) / 1000, started, ended),
    ])
  } catch (error) {
    return [
      {
        name,
        state: 'ill',
        found: `${host} cannot be used: ${reason || (error as Error).message}. The house runs without it, with limits, cache and messages of each process alone`,
        mend: 'Start Redis, or correct REDIS_URL (name, port, password, rediss:// for TLS).',
      },
    ]
  } finally {
    client.disconnect()
  }
}

type Info = Record<string, string>

const readInfo = (text: string): Info =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^(\w+):(.*)$/.exec(line) ?? []
      return key ? [[key, value!]] : []
    }),
  )

const words = (host: string, about: Info, ms: number) =>
  `${host}, version ${about.redis_version}, ${about.used_memory_human} used, answers in ${ms} ms`

const version = (text = '0') => Number(/^\d+\.\d+/.exec(text)?.[0] ?? 0)
