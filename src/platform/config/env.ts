import { readFileSync } from 'node:fs'

/** The environment, and the one place that reads it. A secret may stand in a file instead: `NAME_FILE=/run/secrets/name`. */

export const environmentNames = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATA_DIR',
  'ROLES',
  'APPS',
  'SECRET_KEY',
  'DATABASE_URL',
  'DATABASE_REPLICA_URLS',
  'DATABASE_POOL_SIZE',
  'DATABASE_CA',
  'DATABASE_STATEMENT_SECONDS',
  'REDIS_URL',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_BUCKET',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_PATH_STYLE',
  'S3_CHECKSUMS',
  'S3_PUBLIC_ENDPOINT',
  'CDN_URL',
  'MEDIA_DELIVERY',
  'CORS_ORIGINS',
  'TRUST_PROXY',
  'RTMP_HOST',
  'RTMP_PORT',
  'RTMPS_PORT',
  'RTMPS_CERTIFICATE_PATH',
  'RTMPS_KEY_PATH',
  'RTMP_PUBLIC_URL',
  'RTMPS_PUBLIC_URL',
  'LIVE_ADDRESS',
  'SMTP_URL',
  'SENTRY_DSN',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'LOG_LEVEL',
  'WEB_CONCURRENCY',
  'DRAIN_SECONDS',
  'MEDIA_CONCURRENCY',
  'MAX_UPLOAD_SIZE',
  'SPACE_QUOTA',
  'RENDITION_HEIGHTS',
  'AUDIT_KEEP_DAYS',
  'METRICS_TOKEN',
  'RATE_LIMIT',
] as const

export type Name = (typeof environmentNames)[number]
export type Environment = Partial<Record<Name, string>>

/** Values that are set and not empty. Faults are files that cannot be read and names given twice. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): {
  values: Environment
  faults: string[]
} {
  const values: Environment = {}
  const faults: string[] = []
  for (const name of environmentNames) {
    const given = env[name]?.trim()
    const file = env[`${name}_FILE`]?.trim()
    if (given && file) faults.push(`${name} and ${name}_FILE are both set; keep one`)
    if (given) values[name] = given
    else if (file) {
      try {
        values[name] = readFileSync(file, 'utf8').trim()
      } catch {
        faults.push(`${name}_FILE=${file} cannot be read`)
      }
    }
  }
  return { values, faults }
}
