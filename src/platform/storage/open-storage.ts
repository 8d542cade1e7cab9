import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Storage } from './storage.ts'

/** The storage engine of this house. The only place that knows which one it is. */
export async function openStorage(config: Config['storage'], { log }: { log: Log }): Promise<Storage> {
  if (config.engine === 'disk') {
    const { openDiskStorage } = await import('./disk-storage.ts')
    return openDiskStorage(config.folder, { log })
  }
  throw new Error(
    'S3 storage is not part of this version: leave S3_* unset to store on the disk of DATA_DIR.',
  )
}
