import type { Config } from '../platform/config/config.ts'

/** A process that is open until it is asked to end, by a signal. */
export type Opened = { stop(signal: string): Promise<void> }

/** What this process is to be. `forkedFor` are the roles it was forked for by another one, comma-separated. */
export async function openProcess(config: Config, forkedFor: string | undefined): Promise<Opened> {
  if (forkedFor !== undefined) {
    const asked = forkedFor.split(',')
    const roles = config.roles.filter((role) => asked.includes(role))
    return (await import('./child.ts')).openChild({ ...config, roles })
  }
  if (config.webConcurrency > 1 && config.roles.includes('web'))
    return (await import('./primary.ts')).openPrimary(config)
  return (await import('./lone.ts')).openLone(config)
}
