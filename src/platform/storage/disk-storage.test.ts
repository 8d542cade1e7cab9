import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDiskStorage } from './disk-storage.ts'
import { storageSuite } from './storage.suite.ts'

const log = pino({ level: 'silent' })

storageSuite('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'longhouse-storage-'))
  const opened = [await openDiskStorage(root, { log })]
  return {
    storage: opened[0]!,
    reopen: async () => {
      opened.push(await openDiskStorage(root, { log }))
      return opened.at(-1)!
    },
    close: async () => {
      for (const storage of opened) await storage.close()
      await rm(root, { recursive: true })
    },
  }
})

describe('what a stopped process left on the disk', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'longhouse-storage-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-')
  const leave = async (owner: string) => {
    await mkdir(join(root, '.aside', owner), { recursive: true })
    await writeFile(join(root, '.aside', owner, 'half'), 'x')
  }

  it('is removed at the next start, while what others write and uploads stay', async () => {
    const dead = spawnSync('true').pid
    const old = new Date(Date.now() - 8 * 24 * 3600 * 1000)
    await leave(`${host}.${dead}.1`)
    await leave(`${host}.${process.pid}.1`)
    await leave(`${host}.${process.ppid}.1`)
    await leave('other-host.1.1')
    await leave('gone-host.1.1')
    await utimes(join(root, '.aside/gone-host.1.1'), old, old)
    await leave('incoming')
    await utimes(join(root, '.aside/incoming'), old, old)
    const storage = await openDiskStorage(root, { log })
    expect((await readdir(join(root, '.aside'))).toSorted()).toEqual(
      [`${host}.${process.ppid}.1`, 'incoming', 'other-host.1.1'].toSorted(),
    )
    expect(await readdir(join(root, '.aside/incoming'))).toEqual(['half'])
    await storage.close()
  })

  it('is not what a second opening in this process writes', async () => {
    const first = await openDiskStorage(root, { log })
    await first.withFolder(async (folder) => {
      const second = await openDiskStorage(root, { log })
      await second.close()
      expect(existsSync(folder)).toBe(true)
    })
    await first.close()
    expect(await readdir(join(root, '.aside'))).toEqual(['incoming'])
  })

  it('leaves no empty folders where objects were', async () => {
    const storage = await openDiskStorage(root, { log })
    await storage.put('uploads/2026/11/21/a/original', Buffer.from('x'))
    await storage.put('uploads/2026/11/21/b/original', Buffer.from('x'))
    await storage.delete('uploads/2026/11/21/a/original')
    expect(await readdir(join(root, 'uploads/2026/11/21'))).toEqual(['b'])
    await storage.deleteAll('uploads/2026/11/21/b')
    expect(await readdir(root)).toEqual(['.aside'])
    await storage.close()
  })
})
