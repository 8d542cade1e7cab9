import { apps } from '../apps.ts'
import { compose, type House } from '../compose.ts'
import type { Config } from '#platform/config/config.ts'
import { ConfigFaults, readConfig } from '#platform/config/read-config.ts'
import { Fault } from '#platform/errors.ts'

/** The configuration of a command that runs once: only warnings are logged, so that its answer stands alone. */
export const commandConfig = (): Config => ({ ...readConfig(process.env, apps), logLevel: 'warn' })

/** The environment as it is, for commands that name a variable themselves. */
export const commandEnvironment = (): NodeJS.ProcessEnv => process.env

/** Opens the house for one command and closes it again. */
export const withHouse = (
  use: (house: House) => Promise<void>,
  options: Parameters<typeof compose>[1] = {},
): Promise<void> =>
  tellingFaults(async () => {
    const house = await compose(commandConfig(), options)
    try {
      await use(house)
    } finally {
      await house.close()
    }
  })

/** Runs one command. What a person got wrong is one line, not a stack. */
export async function tellingFaults(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (error instanceof ConfigFaults) for (const fault of error.faults) console.error(fault)
    else if (error instanceof Fault) console.error(error.message)
    else throw error
    process.exitCode = 1
  }
}
