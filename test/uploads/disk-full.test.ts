import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keptFree } from '../../src/platform/storage/storage.ts'
import { mountTmpfs, type Tmpfs } from '../tmpfs.ts'
import { openUploadHouse, type UploadHouse } from './upload-house.ts'

describe('uploads to a disk that fills', () => {
  let disk: Tmpfs | null
  let house: UploadHouse
  beforeEach(async ({ skip }) => {
    disk = await mountTmpfs(64)
    if (!disk) return skip('needs root: a tmpfs to fill')
    house = await openUploadHouse({ folder: disk.path })
  })
  afterEach(async () => {
    await house?.close()
    await disk?.close()
  })

  it('answer 507, keep what came, leave room for the rest of the house and go on when there is room', async () => {
    const bytes = randomBytes(20_000_000)
    const { url, key } = await house.create(bytes.length)
    const ballast = join(disk!.path, 'ballast')
    await writeFile(ballast, Buffer.alloc((await house.storage.free())! - keptFree - 9_000_000))

    const refused = await house.tus.patch(url, 0, bytes)
    expect(refused.status).toBe(507)
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(JSON.parse(refused.body)).toMatchObject({ status: 507, code: 'disk-full' })
    const offset = await house.tus.offset(url)
    expect(offset).toBeGreaterThan(6_000_000)
    expect(offset).toBeLessThan(bytes.length)
    expect(await house.storage.free()).toBeGreaterThanOrEqual(keptFree)

    expect((await house.tus.patch(url, offset, bytes.subarray(offset))).status).toBe(507)
    expect(await house.tus.offset(url)).toBe(offset)
    await expect(house.create(1000)).rejects.toMatchObject({ kind: 'full', code: 'disk-full' })

    await rm(ballast)
    expect((await house.tus.patch(url, offset, bytes.subarray(offset))).status).toBe(204)
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told.length).toBe(1)
  })
})
