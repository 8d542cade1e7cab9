import { spawnSync } from 'node:child_process'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Tmpfs = { path: string; close(): Promise<void> }

/**
 * A small disk of its own, or null where this process may not mount one. In CI that is a failure: a test that is skipped everywhere
 * proves nothing.
 */
export async function mountTmpfs(mebibytes: number): Promise<Tmpfs | null> {
  const path = await mkdtemp(join(tmpdir(), 'longhouse-tmpfs-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path], {
    encoding: 'utf8',
  })
  if (status !== 0) {
    await rmdir(path)
    if (process.env.CI) throw new Error(`no tmpfs for the tests of a full disk: ${stderr}`)
    return null
  }
  return {
    path,
    async close() {
      spawnSync('umount', ['-l', path])
      await rmdir(path)
    },
  }
}
