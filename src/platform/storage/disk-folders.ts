import { constants } from 'node:fs'
import { mkdir, open, rename, rmdir } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import { diskFull } from './storage-faults.ts'

/** What the disk driver asks of folders, so that what it has answered survives power loss. */

/** Makes the folder and syncs every new entry up to the first folder that was there. */
export async function ensureFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Puts a finished file in its place, over what was there; the entry is on disk when resolved. */
export async function place(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  // A folder that was empty a moment ago may be pruned by a delete next door: then once more.
  for (let turn = 0; ; turn++) {
    await ensureFolder(folder)
    try {
      await rename(from, to)
      break
    } catch (error) {
      if (!isCode(error, 'ENOENT') || turn === 3) throw error
    }
  }
  await syncFolder(folder)
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY).catch(unlessCode('ENOENT'))
  if (!handle) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Removes `folder` and the empty folders above it, up to but without `root`. */
export async function pruneEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; inside(at, root); at = dirname(at)) {
    const gone = await rmdir(at).then(
      () => true,
      (error: unknown) => isCode(error, 'ENOENT'),
    )
    if (!gone) return
  }
}

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code

/** For `.catch`: undefined for this code, everything else is thrown on. */
export const unlessCode = (code: string) => (error: unknown) => {
  if (!isCode(error, code)) throw error
  return undefined
}

/** The error as storage throws it. */
export function storageError(error: unknown): unknown {
  const full = ['ENOSPC', 'EDQUOT'].some((code) => isCode(error, code))
  return full ? diskFull(error) : error
}

const inside = (path: string, root: string) => {
  const way = relative(root, path)
  return way !== '' && !way.startsWith(`..${sep}`) && way !== '..'
}
