import cluster from 'node:cluster'
import { flushCompileCache } from 'node:module'
import { apps } from './apps.ts'
import type { Config } from './platform/config/config.ts'
import { ConfigFaults, readConfig } from './platform/config/read-config.ts'
import { Fault } from './platform/errors.ts'
import { AlreadyTold } from './processes/already-told.ts'
import { openProcess } from './processes/open-process.ts'
import { askedToEnd } from './processes/signals.ts'

// Heard from the first moment on: a house asked to close while it opens closes in order once it is open.
const asked = askedToEnd()
const config = configOrExit()
// `longhouse start` has arguments too: those of a fork are for a fork alone.
const forkedFor = cluster.isWorker ? process.argv[2] : undefined
const opened = await openProcess(config, forkedFor).catch(tellAndExit)
// For supervisors that wait for this word, as pm2 with `wait_ready`.
process.send?.('ready')

// With NODE_COMPILE_CACHE the next start takes the sources as they were compiled for this one, however this one ends.
flushCompileCache()

await opened.stop(await asked)
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
  if (error instanceof AlreadyTold) process.exit(error.exitCode)
  const words: Record<string, string> = {
    EADDRINUSE: `port ${config.port} is taken by another program. Stop it, or set PORT to another one.`,
    EACCES: `port ${config.port} is not for everyone. Set PORT to 1024 or more and put a proxy in front.`,
    EADDRNOTAVAIL: `HOST=${config.host} is not an address of this machine.`,
  }
  const opensPort = error.syscall === 'listen' || error.syscall === 'bind'
  const known = opensPort ? words[error.code ?? ''] : undefined
  const said = error instanceof Fault ? error.message : known
  console.error(said ? `Longhouse cannot start: ${said}` : error)
  process.exit(1)
}
