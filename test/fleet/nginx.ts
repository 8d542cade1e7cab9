import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listens } from '../bed/listens.ts'
import { startProgram } from '../bed/program.ts'
import { type FleetPlace, writeFleetConf } from '../deploy/fleet-conf.ts'

export type Nginx = {
  readonly pid: number
  /** New workers with the file as it stands; the old ones finish what they have. */
  reload(): void
  /** What it wrote down as wrong. */
  errors(): string
  stop(): Promise<void>
}

/** nginx with the file we ship for a fleet. */
export async function startNginx(place: FleetPlace): Promise<Nginx> {
  const args = writeFleetConf(place)
  const program = await startProgram({
    command: 'setpriv',
    args: ['--pdeathsig=TERM', 'nginx', ...args],
    ready: () => listens(place.port),
  })
  return {
    pid: program.pid,
    reload: () => void process.kill(program.pid, 'SIGHUP'),
    errors: () => readFileSync(join(place.folder, 'error.log'), 'utf8'),
    async stop() {
      await program.stop('SIGTERM')
    },
  }
}
