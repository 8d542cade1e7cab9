import { closeSync, fdatasync, fstatSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** `application_id` of a Longhouse database: "LGHS". */
export const longhouseFile = 0x4c_47_48_53

/** Makes the folder and an empty file that only this account of the system may read, if they are not there. */
export function makeDbFile(file: string): void {
  const folder = dirname(resolve(file))
  const first = mkdirSync(folder, { recursive: true })
  if (first)
    for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made))
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Opening and closing a database that is in use would drop its locks, so an existing one is left alone.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Makes the names of new files durable, up to the disk's own folder. */
export function syncFolder(folder: string): void {
  const fd = openSync(resolve(folder), 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** The write-ahead log as a file to sync. */
export interface WalFile {
  /** Everything written to the log before the call is on disk when it resolves. Runs in the thread pool. */
  sync(): Promise<void>
  close(): void
}

export function openWalFile(dbFile: string): WalFile {
  const path = `${dbFile}-wal`
  const fd = openSync(path, 'r')
  return {
    sync: () =>
      new Promise((done, reject) => {
        fdatasync(fd, (error) => {
          if (error) reject(error)
          else if (fstatSync(fd).nlink === 0)
            reject(new Error(`${path} was deleted while the database was open`))
          else done()
        })
      }),
    close: () => closeSync(fd),
  }
}
