import type { Audit } from './audit/audit.ts'
import type { Accounts } from './auth/accounts.ts'
import type { Passwords } from './auth/passwords.ts'
import type { Bus } from './bus/bus.ts'
import type { Cache } from './cache/cache.ts'
import type { Capable } from './capabilities/capabilities.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config/config.ts'
import type { Db } from './db/db.ts'
import type { Cursors } from './http/cursors.ts'
import type { SignedPaths } from './http/signed-paths.ts'
import type { Uploads } from './http/uploads.ts'
import type { Mail } from './mail/mail.ts'
import type { Media } from './media/media.ts'
import type { Log } from './observability/log.ts'
import type { Metrics } from './observability/metrics.ts'
import type { Queue } from './queue/queue.ts'
import type { Search } from './search/search.ts'
import type { Storage } from './storage/storage.ts'

/** Everything an app may ask for. An app names what it takes: `Pick<Platform, 'db' | 'queue'>`. */
export type Platform = {
  config: Config
  clock: Clock
  log: Log
  metrics: Metrics
  db: Db
  storage: Storage
  cache: Cache
  bus: Bus
  queue: Queue
  search: Search
  /** Who did what, for the owners and admins of a space. */
  audit: Audit
  cursors: Cursors
  signedPaths: SignedPaths
  uploads: Uploads
  media: Media
  /** Letters to people. Whom they may reach is told by `accounts.recipients`. */
  mail: Mail
  /** Names of accounts and members, for apps that show who did something. */
  accounts: Accounts
  /** Hashes what people choose as a secret, a few at a time in the whole house. */
  passwords: Passwords
  /** What other apps do for those who ask. */
  capable: Capable
}
