import type { Config } from '../platform/config/config.ts'
import { start } from '../start.ts'
import { welcome } from '../welcome.ts'
import { openAskedFigures } from './asked-figures.ts'
import type { FromChild } from './messages.ts'
import type { Opened } from './open-process.ts'

/** Some roles of the house, forked by `primary.ts`, which is told once they are at work. Lives no longer than its primary. */
export async function openChild(config: Config): Promise<Opened> {
  // Meant for the primary, which tells each of its own what to do.
  process.on('SIGHUP', () => {}).on('SIGUSR2', () => {})
  const figures = openAskedFigures()
  const running = await start(config, { watched: false, figures: (own) => figures.ofAll(own) })
  figures.use(running.house.platform.metrics.registry)
  const { log } = running.house
  const { pid } = process
  log.info({ listening: running.address, roles: config.roles, pid }, 'a process of the house is open')
  const words = await welcome(running)
  process.send?.({ type: 'ready', address: running.address, words } satisfies FromChild)
  return {
    async stop(signal) {
      log.info({ signal, pid }, 'closing a process of the house')
      await running.stop()
    },
  }
}
