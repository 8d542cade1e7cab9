import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

/**
 * `.aside/`: where files grow before they are moved into place. Each process writes in `.aside/<host>.<pid>.<start>/`, so that
 * what a killed one left is told from what another one is writing. `.aside/incoming/` belongs to uploads and outlives processes.
 */
export type Aside = {
  /** A path that nothing has, in this process's own folder. */
  path(): Promise<string>
  incoming: string
  /** Removes the folders of processes that are no more; resolves with how many. */
  sweep(): Promise<number>
  close(): Promise<void>
}

const week = 7 * 24 * 3600 * 1000

export async function openAside(root: string): Promise<Aside & { swept: number }> {
  const aside = join(root, '.aside')
  const own = join(aside, ownName())
  await mkdir(join(aside, 'incoming'), { recursive: true })
  const swept = await sweep(aside)
  return {
    swept,
    sweep: () => sweep(aside),
    incoming: join(aside, 'incoming'),
    async path() {
      await mkdir(own, { recursive: true })
      return join(own, randomUUID())
    },
    async close() {
      // Stays when another opening in this process still writes there.
      await rmdir(own).catch(() => undefined)
    },
  }
}

async function sweep(aside: string): Promise<number> {
  let swept = 0
  for (const name of await readdir(aside)) {
    if (name === 'incoming' || !(await isLeft(join(aside, name), name))) continue
    await rm(join(aside, name), { recursive: true, force: true })
    swept++
  }
  return swept
}

async function isLeft(path: string, name: string): Promise<boolean> {
  if (name === ownName()) return false
  const [, host, pid] = /^(.+)\.(\d+)\.\d+$/.exec(name) ?? []
  if (host === safeHost() && pid) return Number(pid) === process.pid || !isAlive(Number(pid))
  // Another machine's process cannot be asked; no work takes a week.
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > week
}

const safeHost = () => hostname().replaceAll(/[^A-Za-z0-9-]/g, '-')
const ownName = () => `${safeHost()}.${process.pid}.${Math.round(performance.timeOrigin)}`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
