import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { Db } from '../db/db.ts'
import type { Log } from '../observability/log.ts'
import type { UploadLocks } from './upload-locks.ts'

/** The locks of uploads: of this process alone when it is the whole house, shared when there may be others. The only place that knows which. */
export async function openUploadLocks(
  config: Pick<Config, 'db' | 'shared'>,
  house: { db: Db; bus: Bus; clock: Clock; log: Log },
): Promise<UploadLocks> {
  if (config.db.engine === 'sqlite' && config.shared.engine === 'memory')
    return (await import('./process-upload-locks.ts')).openProcessUploadLocks()
  return (await import('./shared-upload-locks.ts')).openSharedUploadLocks(house)
}
