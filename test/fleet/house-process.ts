import { freePort, type Program, startProgram } from '../bed/program.ts'

/** One process of a fleet, as a supervisor starts it. */
export type HouseProcess = {
  readonly name: string
  readonly port: number
  readonly origin: string
  /** Of the program at this moment. */
  readonly pid: number
  /** What it wrote since it was started last. */
  log(): string
  signal(name: NodeJS.Signals): void
  /** Resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts it again where it was stopped; another release of the house, when its `main.ts` is given. */
  start(release?: string): Promise<void>
}

const main = new URL('../../src/main.ts', import.meta.url).pathname

/** `src/main.ts` with `env`, on a port of its own; resolves when it says that it is ready. It goes when the test goes. */
export async function startHouseProcess(name: string, env: Record<string, string>): Promise<HouseProcess> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  let program: Program
  const house: HouseProcess = {
    name,
    port,
    origin,
    get pid() {
      return program.pid
    },
    log: () => program.output(),
    signal: (signal) => void process.kill(program.pid, signal),
    async stop(signal) {
      await program.stop(signal)
      return program.exitCode()
    },
    async start(release = main) {
      program = await startProgram({
        command: 'setpriv',
        args: ['--pdeathsig=KILL', process.execPath, release],
        env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...env },
        ready: async () => {
          const answer = await fetch(`${origin}/livez`)
          await answer.body?.cancel()
          return answer.ok
        },
        seconds: 90,
      })
    },
  }
  await house.start()
  return house
}
