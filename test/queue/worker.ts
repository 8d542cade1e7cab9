import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '../until.ts'
import type { WorkerOptions } from './effects.ts'

export type WorkerProcess = {
  lines: string[]
  /** A line that begins with this. */
  says(start: string): Promise<string>
  tell(line: string): void
  signal(name: NodeJS.Signals): void
  dead(): boolean
  end(): Promise<void>
}

/** Starts worker-process.ts on a database and waits until it works. */
export const startWorker = (options: WorkerOptions): Promise<WorkerProcess> =>
  startScript(new URL('./worker-process.ts', import.meta.url), options)

/** Starts a script that is given `options` as JSON, says what it does a word a line, and `ready` first. */
export async function startScript(place: URL, options: unknown): Promise<WorkerProcess> {
  const script = fileURLToPath(place)
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  let rest = ''
  child.stdout!.on('data', (chunk) => {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
  })
  // A process that was killed does not read what it is told.
  child.stdin!.on('error', () => {})
  const gone = once(child, 'exit')
  const dead = () => child.exitCode !== null || child.signalCode !== null
  const worker: WorkerProcess = {
    lines,
    says: (start) => until(() => lines.find((line) => line.startsWith(start)), { seconds: 30, what: start }),
    tell: (line) => void child.stdin!.write(`${line}\n`),
    signal: (name) => void child.kill(name),
    dead,
    async end() {
      child.kill('SIGKILL')
      await gone
    },
  }
  await until(() => dead() || lines.includes('ready'), { seconds: 30, what: 'a worker' })
  return worker
}
