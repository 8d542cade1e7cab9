import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { isCode, place, storageError, syncFolder, unlessCode } from './disk-folders.ts'
import { writeDurably } from './disk-write.ts'
import { noObject, wrongOffset } from './storage-faults.ts'
import { checkKey, type Incoming } from './storage.ts'

/** One file per id in `folder`; its length is the offset. `at` is the path of a key. */
export function openDiskIncoming(
  folder: string,
  at: (key: string) => string,
  checkRoom: (bytes: number) => Promise<void>,
): Incoming {
  const path = (id: string) => join(folder, checkKey(id).replaceAll('/', '_'))
  return {
    async size(id) {
      return (await stat(path(id)).catch(unlessCode('ENOENT')))?.size ?? null
    },

    async sync(id) {
      const handle = await open(path(id)).catch(unlessCode('ENOENT'))
      if (!handle) return null
      try {
        // What a killed process wrote may be in memory only.
        await handle.datasync()
        return (await handle.stat()).size
      } finally {
        await handle.close()
      }
    },

    async append(id, offset, body, { hold }) {
      try {
        await checkRoom(0)
        const { handle, made } = await openToAppend(path(id))
        try {
          if (made) await syncFolder(folder)
          const { size } = await handle.stat()
          if (size !== offset) throw wrongOffset(size)
          return await writeDurably(handle, offset, body, checkRoom, { release: true, check: hold.check })
        } finally {
          await handle.close()
        }
      } catch (error) {
        throw storageError(error)
      }
    },

    async complete(id, key) {
      const [source, target] = [path(id), at(key)]
      if (!(await stat(source).catch(unlessCode('ENOENT')))) {
        if (await stat(target).catch(unlessCode('ENOENT'))) return
        throw noObject()
      }
      await place(source, target).catch((error: unknown) => {
        throw isCode(error, 'ENOENT') ? noObject() : storageError(error)
      })
      await syncFolder(folder)
    },

    async discard(id) {
      await rm(path(id), { force: true })
    },

    async *list() {
      for (const id of await readdir(folder)) {
        const found = await stat(join(folder, id)).catch(unlessCode('ENOENT'))
        if (found) yield { id, size: found.size, modifiedAt: found.mtime }
      }
    },
  }
}

async function openToAppend(path: string): Promise<{ handle: FileHandle; made: boolean }> {
  const there = await open(path, constants.O_WRONLY).catch(unlessCode('ENOENT'))
  if (there) return { handle: there, made: false }
  return { handle: await open(path, 'wx'), made: true }
}
