import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Storage } from './storage.ts'

/** The storage engine of this house. The only place that knows which one it is. */
export async function openStorage(config: Config['storage'], { log }: { log: Log }): Promise<Storage> {
  if (config.engine === 'disk') {
    const { openDiskStorage } = await import('./disk-storage.ts')
    return openDiskStorage(config.folder, { log })
  }
  const { openS3Storage } = await import('./s3-storage.ts')
  return openS3Storage(config, { log })
}
