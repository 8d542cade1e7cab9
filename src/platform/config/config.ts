/** What the environment says, checked. Unions say which engine; nothing outside `open-*` looks at them. */
export type Config = {
  host: string
  port: number
  /** Without a trailing slash. Where people reach this house; links in mail and share links use it. */
  publicUrl: string
  /** Whether people reach it over TLS: cookies are then `__Host-` and Secure. */
  secure: boolean
  dataDir: string
  roles: readonly ('web' | 'worker' | 'live' | 'scheduler')[]
  /** App ids that are on. */
  apps: readonly string[]
  /** The key all signatures and encryptions are derived from. Never logged. */
  secretKey: Buffer
  db:
    | { engine: 'sqlite'; file: string }
    | { engine: 'postgres'; url: string; replicaUrls: readonly string[]; poolSize: number }
  shared: { engine: 'memory' } | { engine: 'redis'; url: string }
  storage:
    | { engine: 'disk'; folder: string }
    | { engine: 's3'; endpoint: string; region: string; bucket: string; accessKey: string; secretKey: string }
  cdnUrl: string | null
  corsOrigins: readonly string[]
  /** Addresses or networks whose X-Forwarded-* headers are believed; empty believes nobody. */
  trustProxy: readonly string[]
  smtpUrl: string | null
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug'
  /** Jobs of the media lane at once in this process. */
  mediaConcurrency: number
  /** Bytes. */
  maxUploadSize: number
  /** Bytes a space may hold; null is no quota. */
  spaceQuota: number | null
  /** Heights of the rendition ladder, from 1080, 720, 480, 360, 240. */
  renditionHeights: readonly number[]
  metricsToken: string | null
  /** Requests a minute for each account, or each address where nobody is signed in. */
  rateLimit: number
}
