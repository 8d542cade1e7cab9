import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { until } from '../until.ts'

/** A program that the bed started. */
export type Program = {
  readonly pid: number
  /** Both outputs so far, for the words of a failure. */
  readonly output: () => string
  /** Resolves when it is gone; `SIGKILL` leaves it no chance to tidy up. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Of one that is gone; null when a signal ended it. */
  readonly exitCode: () => number | null
}
type Start = {
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** False, null or an error while it is not ready. Only asked while the program lives: a stranger's answer is not its own. */
  ready: () => unknown
  seconds?: number
}

/** Starts a program and resolves once it is ready. Throws its output when it ends before, or is not ready in time. */
export async function startProgram({ command, args, env, ready, seconds = 30 }: Start): Promise<Program> {
  const child = spawn(command, args, { env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk).slice(-20_000)))
  const gone = once(child, 'close')
  gone.catch(() => {})
  const program: Program = {
    pid: child.pid ?? -1,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (!hasEnded(child)) child.kill(signal)
      await gone
    },
    exitCode: () => child.exitCode,
  }
  try {
    await until(
      async () => {
        if (hasEnded(child)) throw new Error(`${command} ended`)
        return Promise.resolve(ready()).catch(() => false)
      },
      { seconds, what: `${command} being ready` },
    )
    return program
  } catch (error) {
    if (child.pid) await program.stop('SIGKILL')
    throw new Error(`${(error as Error).message}: ${output}`, { cause: error })
  }
}

const hasEnded = (child: ChildProcess) =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

/**
 * A port of the loopback that nobody listens on, and that stays with this process until it ends: who listens on the port below it has it.
 * Below 32768, where the kernel takes no ports for connections that go out.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const below = 10_000 + 2 * randomInt(11_000)
    const claim = await listenOn(below)
    if (!claim) continue
    const probe = await listenOn(below + 1)
    if (!probe) {
      claim.close()
      continue
    }
    probe.close()
    await once(probe, 'close')
    claim.unref()
    return below + 1
  }
}

const listenOn = (port: number) =>
  new Promise<Server | null>((resolve) => {
    const server = createServer().on('error', () => resolve(null))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
  })
