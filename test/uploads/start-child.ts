import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Config } from '../../src/platform/config/config.ts'

export type ChildHouse = {
  origin: string
  pid: number
  get<T>(path: string): Promise<T>
  signal(name: NodeJS.Signals): void
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Starts `child-house.ts` over `folder`, with `shared` as one of several; resolves when it answers. */
export async function startChild(
  folder: string,
  shared?: { storage: Config['storage'] },
): Promise<ChildHouse> {
  const script = new URL('./child-house.ts', import.meta.url).pathname
  const child: ChildProcess = spawn(
    process.execPath,
    [script, folder, ...(shared ? [JSON.stringify(shared)] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout! })
  const first = await Promise.race([once(lines, 'line'), gone.then(() => null)])
  if (!first) throw new Error('the child house did not start')
  const origin = String(first[0])
  return {
    origin,
    pid: child.pid!,
    get: async <T>(path: string) => (await (await fetch(origin + path)).json()) as T,
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
