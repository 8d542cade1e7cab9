import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import type { Storage } from '../../src/platform/storage/storage.ts'
import { storageSuite } from '../../src/platform/storage/storage.suite.ts'
import { type CephBed, startCeph } from '../bed/s3-ceph.ts'
import { quietLog } from '../harness/quiet.ts'

let folder: string
let ceph: CephBed
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-ceph-'))
  ceph = await startCeph(folder)
})
afterAll(async () => {
  await ceph?.stop()
  await rm(folder, { recursive: true })
})

storageSuite('Ceph', async () => {
  const { config } = await ceph.freshBucket()
  const opened: Storage[] = []
  const open = async () => {
    opened.push(await openStorage(config, { log: quietLog() }))
    return opened.at(-1)!
  }
  return {
    storage: await open(),
    reopen: open,
    async close() {
      for (const storage of opened) await storage.close()
    },
  }
})
