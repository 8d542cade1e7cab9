import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import type { Config } from './config.ts'
import { type Environment, readEnvironment } from './env.ts'
import { secretKey } from './secrets.ts'
import { storeOrigin } from './store-origin.ts'
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
  refuseUnbuilt(values, faults)

  const port = read.integer('PORT', 5000, 0, 65_535)
  const publicUrl = read.origin('PUBLIC_URL') ?? `http://localhost:${port}`
  const dataDir = resolve(values.DATA_DIR ?? './data')
  const storage = readStorage(read, values, faults, dataDir)
  const mediaDelivery = read.choice('MEDIA_DELIVERY', ['self', 'nginx', 'redirect'], 'self')
  const config: Omit<Config, 'secretKey'> = {
    host: values.HOST ?? '0.0.0.0',
    port,
    publicUrl,
    secure: publicUrl.startsWith('https:'),
    dataDir,
    roles: read.subset('ROLES', ['web', 'worker', 'live', 'scheduler']),
    apps: read.subset('APPS', knownApps),
    db: readDb(read, values, faults, dataDir),
    shared: readShared(read),
    storage,
    cdnUrl: read.origin('CDN_URL'),
    mediaDelivery,
    mediaOrigin: mediaDelivery === 'redirect' && storage.engine === 's3' ? storeOrigin(storage) : null,
    corsOrigins: read.list('CORS_ORIGINS', isOrigin, 'an origin like https://example.org'),
    trustProxy: read.list('TRUST_PROXY', isNetwork, 'an address or network like 10.0.0.0/8, or loopback'),
    smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:']),
    logLevel: read.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug'], 'info'),
    mediaConcurrency: read.integer('MEDIA_CONCURRENCY', 1, 1, 64),
    maxUploadSize: read.bytes('MAX_UPLOAD_SIZE') ?? 64 * 1024 ** 3,
    spaceQuota: read.bytes('SPACE_QUOTA'),
    renditionHeights: read.heights('RENDITION_HEIGHTS', [1080, 720, 480, 360, 240]),
    auditKeepDays: readAuditKeepDays(read, faults),
    metricsToken: values.METRICS_TOKEN ?? null,
    rateLimit: read.integer('RATE_LIMIT', 1200, 10, 1_000_000_000),
    live: readLive(read, values, faults),
    webConcurrency: read.integer('WEB_CONCURRENCY', 1, 1, 64),
    drainSeconds: read.integer('DRAIN_SECONDS', values.REDIS_URL ? 3 : 0, 0, 60),
  }
  if (config.webConcurrency > 1 && config.shared.engine === 'memory')
    faults.push(
      'WEB_CONCURRENCY above 1 needs REDIS_URL: without it the processes could not tell each other what happens',
    )
  if (
    config.db.engine === 'postgres' &&
    config.db.replicaUrls.length > 0 &&
    config.shared.engine === 'memory'
  )
    faults.push(
      'DATABASE_REPLICA_URLS needs REDIS_URL: without it no process knows what another has just written, and a replica would answer without it. Set REDIS_URL, or leave the replicas out',
    )
  if (config.mediaDelivery === 'redirect' && config.storage.engine === 'disk')
    faults.push('MEDIA_DELIVERY=redirect needs S3_*: the disk of this house has no address of its own')
  if (
    mediaDelivery === 'nginx' &&
    config.live.address &&
    !isIP(new URL(config.live.address).hostname.replace(/^\[|\]$/g, ''))
  )
    faults.push(
      'LIVE_ADDRESS is a name. With MEDIA_DELIVERY=nginx it has to be an address, as http://10.0.0.7:5000: nginx fetches streams there and looks no names up',
    )
  if (values.SECRET_KEY && values.SECRET_KEY.length < 32)
    faults.push('SECRET_KEY is too short: 32 characters at least (openssl rand -base64 32)')
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

function readDb(read: Values, values: Environment, faults: string[], dataDir: string): Config['db'] {
  const url = read.url('DATABASE_URL', ['postgres:', 'postgresql:'])
  const fleetOnly = ['DATABASE_REPLICA_URLS', 'DATABASE_CA'] as const
  if (url === null) {
    for (const name of fleetOnly) if (values[name]) faults.push(`${name} is set, but DATABASE_URL is not`)
    return { engine: 'sqlite', file: join(dataDir, 'longhouse.db') }
  }
  // Made by each machine for itself, no two would agree on a signature.
  if (!values.SECRET_KEY)
    faults.push(
      'SECRET_KEY is required with DATABASE_URL, the same on every machine (openssl rand -base64 32)',
    )
  return {
    engine: 'postgres',
    url,
    replicaUrls: read.secretList(
      'DATABASE_REPLICA_URLS',
      isPostgres,
      'addresses that start with postgres://',
    ),
    poolSize: read.integer('DATABASE_POOL_SIZE', 20, 2, 1000),
    ca: values.DATABASE_CA ?? null,
    statementSeconds: read.integer('DATABASE_STATEMENT_SECONDS', 30, 1, 3600),
  }
}

function readShared(read: Values): Config['shared'] {
  const url = read.url('REDIS_URL', ['redis:', 'rediss:'])
  return url === null ? { engine: 'memory' } : { engine: 'redis', url }
}

function readLive(read: Values, values: Environment, faults: string[]): Config['live'] {
  const certFile = values.RTMPS_CERTIFICATE_PATH
  const keyFile = values.RTMPS_KEY_PATH
  if (Boolean(certFile) !== Boolean(keyFile))
    faults.push('RTMPS needs both RTMPS_CERTIFICATE_PATH and RTMPS_KEY_PATH; only one is set')
  if (values.RTMPS_PORT && !certFile)
    faults.push('RTMPS_PORT is set, but RTMPS_CERTIFICATE_PATH and RTMPS_KEY_PATH are not')
  const rtmpsPort = read.integer('RTMPS_PORT', 1936, 0, 65_535)
  return {
    rtmpHost: values.RTMP_HOST ?? null,
    rtmpPort: read.integer('RTMP_PORT', 1935, 0, 65_535),
    rtmps: certFile && keyFile ? { port: rtmpsPort, certFile, keyFile } : null,
    publicRtmp: read.place('RTMP_PUBLIC_URL', 'rtmp:'),
    publicRtmps: read.place('RTMPS_PUBLIC_URL', 'rtmps:'),
    address: read.origin('LIVE_ADDRESS'),
  }
}

/** The database itself keeps entries for thirty days; 0 keeps them for ever. */
function readAuditKeepDays(read: Values, faults: string[]): number | null {
  const days = read.integer('AUDIT_KEEP_DAYS', 400, 0, 36_500)
  if (days > 0 && days < 30)
    faults.push(
      'AUDIT_KEEP_DAYS is below 30: nobody can remove younger entries. Use 30 or more, or 0 for ever',
    )
  return days === 0 ? null : days
}

function readStorage(
  read: Values,
  values: Environment,
  faults: string[],
  dataDir: string,
): Config['storage'] {
  const names = [
    'S3_ENDPOINT',
    'S3_REGION',
    'S3_BUCKET',
    'S3_ACCESS_KEY',
    'S3_SECRET_KEY',
    'S3_PATH_STYLE',
    'S3_CHECKSUMS',
    'S3_PUBLIC_ENDPOINT',
  ] as const
  if (names.every((name) => !values[name])) return { engine: 'disk', folder: join(dataDir, 'storage') }
  for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const)
    if (!values[name]) faults.push(`${name} is missing: S3 needs S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY`)
  const endpoint = read.origin('S3_ENDPOINT')
  return {
    engine: 's3',
    endpoint,
    publicEndpoint: read.origin('S3_PUBLIC_ENDPOINT'),
    region: values.S3_REGION ?? 'us-east-1',
    bucket: values.S3_BUCKET ?? '',
    accessKey: values.S3_ACCESS_KEY ?? '',
    secretKey: values.S3_SECRET_KEY ?? '',
    pathStyle: read.choice('S3_PATH_STYLE', ['yes', 'no'], endpoint ? 'yes' : 'no') === 'yes',
    checksums: read.choice('S3_CHECKSUMS', ['required', 'supported'], 'required'),
    folder: join(dataDir, 'scratch'),
  }
}

/** A name that is set is never ignored in silence: whoever sets it expects something else than what would run. */
function refuseUnbuilt(values: Environment, faults: string[]) {
  const unbuilt = {
    SENTRY_DSN: 'errors go to the log',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'figures are at /metrics',
  } as const
  for (const [name, instead] of Object.entries(unbuilt))
    if (values[name as keyof typeof unbuilt])
      faults.push(`${name} is set, but this version cannot use it yet: ${instead}`)
}

const isPostgres = (text: string) =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol)

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
