import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import type { Log } from '../observability/log.ts'
import { openAside } from './aside.ts'
import {
  ensureFolder,
  isCode,
  place,
  pruneEmpty,
  storageError,
  syncFolder,
  unlessCode,
} from './disk-folders.ts'
import { openDiskIncoming } from './disk-incoming.ts'
import { writeDurably } from './disk-write.ts'
import { diskFull, noObject } from './storage-faults.ts'
import { checkKey, keptFree, type Storage } from './storage.ts'

/** Objects are files below `root`. */
export async function openDiskStorage(root: string, { log }: { log: Log }): Promise<Storage> {
  await ensureFolder(root)
  const aside = await openAside(root)
  if (aside.swept > 0)
    log.info({ folders: aside.swept }, 'removed files that a stopped process left half-written')
  const at = (key: string) => join(root, checkKey(key))
  const free = async () => statfs(root).then((disk) => disk.bavail * disk.bsize)

  /** Runs `write` on a path aside; whatever fails, nothing stays there. */
  const writeAside = async <R>(write: (path: string) => Promise<R>): Promise<R> => {
    const path = await aside.path()
    try {
      return await write(path)
    } catch (error) {
      await rm(path, { recursive: true, force: true })
      throw storageError(error)
    }
  }

  return {
    async put(key, body, { signal } = {}) {
      const target = at(key)
      const source = body instanceof Uint8Array ? [body] : listened(body, signal)
      return writeAside(async (path) => {
        const handle = await open(path, 'wx')
        try {
          const size = await writeDurably(handle, 0, source, noCheck)
          signal?.throwIfAborted()
          await place(path, target)
          return { size }
        } finally {
          await handle.close()
        }
      })
    },

    async putFile(key, path) {
      const target = at(key)
      const { size } = await syncFile(path)
      try {
        await place(path, target)
      } catch (error) {
        if (!isCode(error, 'EXDEV')) throw storageError(error)
        await writeAside(async (copy) => {
          await copyFile(path, copy)
          await syncFile(copy)
          await place(copy, target)
        })
        await unlink(path)
      }
      return { size }
    },

    async get(key, range) {
      const handle = await open(at(key)).catch(unlessAbsent)
      if (!handle) throw noObject()
      if (!(await handle.stat()).isFile()) {
        await handle.close()
        throw noObject()
      }
      return handle.createReadStream({ ...range, highWaterMark: 256 * 1024 })
    },

    async stat(key) {
      const found = await stat(at(key)).catch(unlessAbsent)
      return found?.isFile() ? { size: found.size, modifiedAt: found.mtime, etag: etagOf(found) } : null
    },

    async delete(key) {
      const path = at(key)
      const found = await stat(path).catch(unlessAbsent)
      if (!found?.isFile()) return
      await unlink(path).catch(unlessCode('ENOENT'))
      await syncFolder(dirname(path))
      await pruneEmpty(dirname(path), root)
    },

    async deleteAll(prefix) {
      const folder = at(prefix)
      const found = await stat(folder).catch(unlessAbsent)
      if (!found?.isDirectory()) return
      // Out of sight in one step, then removed at leisure; a crash in between is swept at the next start.
      await writeAside(async (path) => {
        await rename(folder, path).catch(unlessCode('ENOENT'))
        await syncFolder(dirname(folder))
        await rm(path, { recursive: true, force: true })
      })
      await pruneEmpty(dirname(folder), root)
    },

    list: (prefix) =>
      walk(prefix === undefined ? root : at(prefix), prefix === undefined ? '' : `${prefix}/`),

    async move(from, to) {
      const [source, target] = [at(from), at(to)]
      if (!(await stat(source).catch(unlessAbsent))?.isFile()) throw noObject()
      await place(source, target).catch((error: unknown) => {
        throw isCode(error, 'ENOENT') ? noObject() : storageError(error)
      })
      if (dirname(source) === dirname(target)) return
      await syncFolder(dirname(source))
      await pruneEmpty(dirname(source), root)
    },

    async withFile(key, use) {
      const path = at(key)
      if (!(await stat(path).catch(unlessAbsent))?.isFile()) throw noObject()
      return use(path)
    },

    async withFolder(use) {
      const path = await aside.path()
      await mkdir(path)
      try {
        return await use(path)
      } finally {
        await rm(path, { recursive: true, force: true })
      }
    },

    incoming: openDiskIncoming(aside.incoming, at, async (bytes) => {
      if ((await free()) - bytes < keptFree) throw diskFull()
    }),
    locate: async (key) => ({ file: at(key) }),
    free,
    async ping() {
      await writeAside(async (path) => {
        await writeFile(path, 'ping')
        await unlink(path)
      })
    },
    sweep: () => aside.sweep(),
    close: () => aside.close(),
  }
}

/** As nginx makes it for a file. */
const etagOf = ({ size, mtimeMs }: { size: number; mtimeMs: number }) =>
  `"${Math.floor(mtimeMs / 1000).toString(16)}-${size.toString(16)}"`

/** A body may fail before anyone reads it; the loop that reads it later throws the failure. */
function listened(body: Readable, signal: AbortSignal | undefined): Readable {
  body.on('error', () => undefined)
  return signal ? addAbortSignal(signal, body) : body
}

/** What the house itself makes may use the room that uploads leave. */
const noCheck = async () => undefined

async function syncFile(path: string): Promise<{ size: number }> {
  const handle = await open(path)
  try {
    await handle.sync()
    return { size: (await handle.stat()).size }
  } finally {
    await handle.close()
  }
}

/** Byte order of whole keys: a folder sorts as its name with the slash, so that `a.b` comes before `a/b`. */
async function* walk(folder: string, prefix: string): ReturnType<Storage['list']> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unlessAbsent)
  const sorted = (entries ?? [])
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1))
  for (const name of sorted) {
    if (name.endsWith('/')) {
      yield* walk(join(folder, name), prefix + name)
      continue
    }
    const found = await stat(join(folder, name)).catch(unlessAbsent)
    if (found) yield { key: prefix + name, size: found.size, modifiedAt: found.mtime }
  }
}

/** `a/b` where `a` is a file is as absent as where there is nothing. */
const unlessAbsent = (error: unknown) => {
  if (!isCode(error, 'ENOENT') && !isCode(error, 'ENOTDIR')) throw error
  return undefined
}
