import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Bus } from './bus.ts'

/** Opens the bus that the configuration names. The only place that asks which engine it is. */
export async function openBus(config: Config['shared'], { log }: { log: Log }): Promise<Bus> {
  if (config.engine === 'redis')
    throw new Error(
      'REDIS_URL is set, but this version cannot use it yet. Unset it to keep the bus in this process.',
    )
  const { openMemoryBus } = await import('./memory-bus.ts')
  return openMemoryBus(log)
}
