import { rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import { keptFree, soleHold, type Storage } from '../../src/platform/storage/storage.ts'
import { quietLog } from '../harness/quiet.ts'
import { mountTmpfs, type Tmpfs } from '../tmpfs.ts'

const mebibyte = 2 ** 20

describe('a full disk', () => {
  let disk: Tmpfs | null
  let storage: Storage
  beforeEach(async ({ skip }) => {
    disk = await mountTmpfs(48)
    if (!disk) return skip('needs root: a tmpfs to fill')
    storage = await openStorage({ engine: 'disk', folder: join(disk.path, 'storage') }, { log: quietLog() })
  })
  afterEach(async () => {
    await storage?.close()
    await disk?.close()
  })

  const fill = async (leave: number) =>
    writeFile(join(disk!.path, 'ballast'), Buffer.alloc((await storage.free())! - leave))

  it('refuses an object, leaves nothing of it and takes it when there is room', async () => {
    await fill(4 * mebibyte)
    const free = await storage.free()
    await expect(storage.put('a', chunks(8))).rejects.toMatchObject({ kind: 'full', code: 'disk-full' })
    expect(await storage.free()).toBe(free)
    expect(await storage.stat('a')).toBeNull()
    await rm(join(disk!.path, 'ballast'))
    expect(await storage.put('a', chunks(8))).toEqual({ size: 8 * mebibyte })
  })

  it('stops a growing body before the last bytes of the disk, keeps it and goes on when there is room', async () => {
    await fill(keptFree + 5 * mebibyte)
    await expect(storage.incoming.append('id', 0, chunks(10), to)).rejects.toMatchObject({
      code: 'disk-full',
    })
    const offset = (await storage.incoming.sync('id'))!
    expect(offset).toBeGreaterThan(3 * mebibyte)
    expect(await storage.free()).toBeGreaterThanOrEqual(keptFree)
    await expect(storage.incoming.append('id', offset, chunks(10), to)).rejects.toMatchObject({
      code: 'disk-full',
    })
    expect(await storage.incoming.sync('id')).toBe(offset)
    await truncate(join(disk!.path, 'ballast'), 0)
    expect(await storage.incoming.append('id', offset, chunks(10), to)).toBe(offset + 10 * mebibyte)
    await storage.incoming.complete('id', 'a')
    expect((await storage.stat('a'))?.size).toBe(offset + 10 * mebibyte)
  })
})

const to = { key: 'a', size: 2 ** 30, hold: soleHold }

const chunks = (mebibytes: number) =>
  Readable.from(Array.from({ length: mebibytes }, () => Buffer.alloc(mebibyte, 7)))
