import type { Audit } from '../audit/audit.ts'
import type { Bus } from '../bus/bus.ts'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { Db } from '../db/db.ts'
import type { Cursors } from '../http/cursors.ts'
import type { Mail } from '../mail/mail.ts'
import type { Log } from '../observability/log.ts'
import type { Queue } from '../queue/queue.ts'
import type { Shared } from '../redis/redis.ts'
import type { Search } from '../search/search.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { Changes } from './changes.ts'
import type { HashCost, Passwords } from './passwords.ts'
import type { SecretBox } from './secret-box.ts'
import type { SharedCallers } from './shared-callers.ts'

/** What the composition root hands to `openAuth`. */
export type AuthNeeds = {
  config: Pick<Config, 'publicUrl' | 'secure' | 'dataDir' | 'secretKey' | 'apps'>
  db: Db
  cache: Cache
  bus: Bus
  shared: Shared
  queue: Pick<Queue, 'add'>
  search: Pick<Search, 'changed'>
  audit: Pick<Audit, 'record'>
  mail: Mail
  clock: Clock
  log: Log
  /** Scopes of the apps and of jobs; auth adds its own. */
  scopes: Readonly<Record<string, string>>
  /** Cheaper hashing for tests. */
  hashCost?: HashCost
}

/** What the slices of auth share. Each names what it takes. */
export type AuthParts = Omit<AuthNeeds, 'db' | 'bus' | 'shared' | 'hashCost'> & {
  db: Db<AccountTables>
  passwords: Passwords
  changes: Changes
  callers: SharedCallers
  cursors: Cursors
  secrets: SecretBox
}
