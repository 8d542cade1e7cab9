import { flushCompileCache } from 'node:module'
import { apps } from './apps.ts'
import type { Config } from './platform/config/config.ts'
import { ConfigFaults, readConfig } from './platform/config/read-config.ts'
import { start } from './start.ts'
import { welcome } from './welcome.ts'

// Heard from the first moment on: a house asked to close while it opens closes in order once it is open. Being asked twice, as
// by a terminal and by npm, changes nothing.
const asked = new Promise<string>((resolve) => {
  process.on('SIGTERM', resolve).on('SIGINT', resolve)
})
const config = configOrExit()
const running = await start(config).catch(tellAndExit)
for (const line of await welcome(running)) console.error(line)
running.house.log.info({ listening: running.address, roles: config.roles }, 'the house is open')

// With NODE_COMPILE_CACHE the next start takes the sources as they were compiled for this one, however this one ends.
flushCompileCache()

const signal = await asked
running.house.log.info({ signal }, 'closing the house')
await running.stop()
process.exit(0)

function configOrExit(): Config {
  try {
    return readConfig(process.env, apps)
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    console.error('Longhouse cannot start with this configuration:')
    for (const fault of error.faults) console.error(`  - ${fault}`)
    console.error('Nothing was started or changed. .env.example explains every name.')
    process.exit(2)
  }
}

/** What a person can mend is told in words; everything else with its cause. */
function tellAndExit(error: NodeJS.ErrnoException): never {
  const words: Record<string, string> = {
    EADDRINUSE: `port ${config.port} is taken by another program. Stop it, or set PORT to another one.`,
    EACCES: `port ${config.port} is not for everyone. Set PORT to 1024 or more and put a proxy in front.`,
    EADDRNOTAVAIL: `HOST=${config.host} is not an address of this machine.`,
  }
  const known = error.syscall === 'listen' ? words[error.code ?? ''] : undefined
  console.error(known ? `Longhouse cannot start: ${known}` : error)
  process.exit(1)
}
