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
  db: { engine: 'sqlite'; file: string } | PostgresConfig
  /** What the processes of a fleet share: queue, cache, bus, rate limits. */
  shared: { engine: 'memory' } | { engine: 'redis'; url: string }
  storage: { engine: 'disk'; folder: string } | S3Config
  cdnUrl: string | null
  /** How bytes of media reach people: through this process, by nginx in front of it, or from the store itself. */
  mediaDelivery: 'self' | 'nginx' | 'redirect'
  /** Where browsers are sent for media, besides this house and the CDN; null when they are sent nowhere. */
  mediaOrigin: string | null
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
  /** Days for which the audit log keeps its entries; null is for ever. */
  auditKeepDays: number | null
  metricsToken: string | null
  /** Requests a minute for each account, or each address where nobody is signed in. */
  rateLimit: number
  /** Processes that answer requests on this machine, forked when above 1. */
  webConcurrency: number
  live: LiveConfig
  /** How long a process that ends still answers what comes, while it tells whoever stands in front to go elsewhere. */
  drainSeconds: number
}

/** How encoders reach this house, and the processes that take them in each other. */
export type LiveConfig = {
  /** Of this machine, where encoders are taken in; null is every one of it: they come from elsewhere, also when HOST is behind a proxy. */
  rtmpHost: string | null
  /** 0 takes any free port. */
  rtmpPort: number
  /** Null without a certificate. The files are read again when they change. */
  rtmps: { port: number; certFile: string; keyFile: string } | null
  /** Where encoders are sent instead of the name of the house and the ports above: host and port, no path. */
  publicRtmp: string | null
  publicRtmps: string | null
  /** Where the other processes of the house reach this one over HTTP; null is this machine. */
  address: string | null
}

export type PostgresConfig = {
  engine: 'postgres'
  url: string
  replicaUrls: readonly string[]
  /** Connections of this process to each server. */
  poolSize: number
  /** PEM of the authority that signed the server's certificate; null trusts those of the system. Asked for by `sslmode` in the URL. */
  ca: string | null
  /** A statement that takes longer is ended. */
  statementSeconds: number
}

export type S3Config = {
  engine: 's3'
  /** null is AWS itself, found by the region. */
  endpoint: string | null
  /** Where browsers reach the store when they are sent there; null is where this process reaches it. */
  publicEndpoint: string | null
  region: string
  bucket: string
  accessKey: string
  secretKey: string
  /** `host/bucket/key` instead of `bucket.host/key`; most stores other than AWS want it. */
  pathStyle: boolean
  /** When requests and answers carry checksums of the SDK's own: many stores refuse what AWS has. */
  checksums: 'required' | 'supported'
  /** Where files stand while a program of this machine works on them. */
  folder: string
}
