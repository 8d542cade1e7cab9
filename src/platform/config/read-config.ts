import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import type { Config } from './config.ts'
import { type Environment, readEnvironment } from './env.ts'
import { secretKey } from './secrets.ts'
import { Values } from './values.ts'

/** Every fault of the environment at once, for the person who starts the house. */
export class ConfigFaults extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.join('; ')}`,
    )
    this.name = 'ConfigFaults'
    this.faults = faults
  }
}

/** The checked configuration. `knownApps` are the apps of this build. Throws `ConfigFaults` that lists every fault. */
export function readConfig(env: NodeJS.ProcessEnv, knownApps: readonly string[]): Config {
  const { values, faults } = readEnvironment(env)
  const read = new Values(values, faults)
  refuseFleet(values, faults)

  const port = read.integer('PORT', 5000, 0, 65_535)
  const publicUrl = read.origin('PUBLIC_URL') ?? `http://localhost:${port}`
  const dataDir = resolve(values.DATA_DIR ?? './data')
  const config: Omit<Config, 'secretKey'> = {
    host: values.HOST ?? '0.0.0.0',
    port,
    publicUrl,
    secure: publicUrl.startsWith('https:'),
    dataDir,
    roles: read.subset('ROLES', ['web', 'worker', 'live', 'scheduler']),
    apps: read.subset('APPS', knownApps),
    db: { engine: 'sqlite', file: join(dataDir, 'longhouse.db') },
    shared: { engine: 'memory' },
    storage: { engine: 'disk', folder: join(dataDir, 'storage') },
    cdnUrl: read.origin('CDN_URL'),
    corsOrigins: read.list('CORS_ORIGINS', isOrigin, 'an origin like https://example.org'),
    trustProxy: read.list('TRUST_PROXY', isNetwork, 'an address or network like 10.0.0.0/8, or loopback'),
    smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:']),
    logLevel: read.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug'], 'info'),
    mediaConcurrency: read.integer('MEDIA_CONCURRENCY', 1, 1, 64),
    maxUploadSize: read.bytes('MAX_UPLOAD_SIZE') ?? 64 * 1024 ** 3,
    spaceQuota: read.bytes('SPACE_QUOTA'),
    renditionHeights: read.heights('RENDITION_HEIGHTS', [1080, 720, 480, 360, 240]),
    metricsToken: values.METRICS_TOKEN ?? null,
    rateLimit: read.integer('RATE_LIMIT', 1200, 10, 1_000_000_000),
  }
  if (values.SECRET_KEY && values.SECRET_KEY.length < 32)
    faults.push('SECRET_KEY is too short: 32 characters at least (openssl rand -base64 32)')
  if (config.roles.join() === 'live')
    faults.push('ROLES=live alone leaves this process nothing to do: this version has no live app yet')
  if (faults.length > 0) throw new ConfigFaults(faults)
  return { ...config, secretKey: keyOrFault(values.SECRET_KEY, dataDir) }
}

function keyOrFault(given: string | undefined, dataDir: string): Buffer {
  try {
    return secretKey(given, dataDir)
  } catch (error) {
    throw new ConfigFaults([`DATA_DIR=${dataDir} cannot be used: ${(error as Error).message}`])
  }
}

/** Names of the fleet are never ignored in silence: whoever sets them expects other engines than the ones that would run. */
function refuseFleet(values: Environment, faults: string[]) {
  const fleet = {
    DATABASE_URL: 'the database is SQLite',
    DATABASE_REPLICA_URLS: 'the database is SQLite',
    REDIS_URL: 'queue, cache and bus run in process',
    S3_ENDPOINT: 'files are on the local disk',
    S3_REGION: 'files are on the local disk',
    S3_BUCKET: 'files are on the local disk',
    S3_ACCESS_KEY: 'files are on the local disk',
    S3_SECRET_KEY: 'files are on the local disk',
    SENTRY_DSN: 'errors go to the log',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'figures are at /metrics',
  } as const
  for (const [name, instead] of Object.entries(fleet))
    if (values[name as keyof typeof fleet])
      faults.push(`${name} is set, but this version cannot use it yet: ${instead}`)
  if (Number(values.WEB_CONCURRENCY ?? 1) > 1)
    faults.push('WEB_CONCURRENCY above 1 needs PostgreSQL, which this version cannot use yet')
}

const isOrigin = (text: string) => {
  try {
    return new URL(text).origin === text
  } catch {
    return false
  }
}

const isNetwork = (text: string) => {
  const [address = '', bits] = text.split('/')
  if (text === 'loopback') return true
  const family = isIP(address)
  return (
    family !== 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  )
}
