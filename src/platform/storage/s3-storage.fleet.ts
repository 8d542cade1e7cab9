import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startS3 } from '../../../test/bed/s3.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import { openStorage } from './open-storage.ts'
import { storageSuite } from './storage.suite.ts'

// Each on a store of its own: what the suite lists is what it has put there. The same on Ceph: test/storage/s3-ceph.test.ts.
storageSuite('light S3', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-light-s3-'))
  const bed = await startS3(folder)
  const storage = await openStorage(bed.config, { log: quietLog() })
  const again: (typeof storage)[] = []
  return {
    storage,
    async reopen() {
      again.push(await openStorage(bed.config, { log: quietLog() }))
      return again.at(-1)!
    },
    async close() {
      for (const one of [...again, storage]) await one.close()
      await bed.stop()
      await rm(folder, { recursive: true })
    },
  }
})
