import { accessSync, constants } from 'node:fs'

const programFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin']

/** Where a program of this machine is, null when it is not. Looks where systems keep theirs, not into `PATH`. */
export function findProgram(name: string): string | null {
  for (const folder of programFolders) {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK)
      return `${folder}/${name}`
    } catch {
      // Not in this folder.
    }
  }
  return null
}
