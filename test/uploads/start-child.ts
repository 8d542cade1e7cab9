import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type ChildHouse = {
  origin: string
  pid: number
  get<T>(path: string): Promise<T>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Starts `child-house.ts` over `folder`; resolves when it answers. */
export async function startChild(folder: string): Promise<ChildHouse> {
  const script = new URL('./child-house.ts', import.meta.url).pathname
  const child: ChildProcess = spawn(process.execPath, [script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout! })
  const first = await Promise.race([once(lines, 'line'), gone.then(() => null)])
  if (!first) throw new Error('the child house did not start')
  const origin = String(first[0])
  return {
    origin,
    pid: child.pid!,
    get: async <T>(path: string) => (await (await fetch(origin + path)).json()) as T,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
