import type { Config } from '../platform/config/config.ts'
import { start } from '../start.ts'
import { welcome } from '../welcome.ts'
import type { Opened } from './open-process.ts'
import { onAskedToRoll } from './signals.ts'

/** All roles in this process. */
export async function openLone(config: Config): Promise<Opened> {
  const running = await start(config)
  const { log } = running.house
  for (const line of await welcome(running)) console.error(line)
  log.info({ listening: running.address, roles: config.roles }, 'the house is open')
  onAskedToRoll(() =>
    log.warn(
      'a rolling restart was asked for, but this process is the only one that answers here: set WEB_CONCURRENCY to 2 or more. Nothing was changed.',
    ),
  )
  return {
    async stop(signal) {
      log.info({ signal }, 'closing the house')
      await running.stop()
    },
  }
}
