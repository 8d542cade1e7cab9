import { userInfo } from 'node:os'
import type { Config } from '#platform/config/config.ts'
import { ConfigFaults } from '#platform/config/read-config.ts'
import { programs, runtime } from './doctor-machine.ts'
import { storage } from './doctor-storage.ts'
import type { Finding } from '#platform/doctor/finding.ts'
import { checks, examine, report } from './doctor.ts'
import { commandConfig } from './with-house.ts'

/** Prints what was found and changes nothing; the exit code is 1 when something has to be mended. */
export async function doctor(how: { storage?: boolean }): Promise<void> {
  const findings = await examineHouse(how.storage ? [...checks, storage] : checks)
  for (const line of report(findings)) console.log(line)
  if (findings.some((finding) => finding.state === 'ill')) process.exitCode = 1
}

/** Where the configuration has faults these are told, and the machine is looked at all the same. */
async function examineHouse(which: typeof checks): Promise<Finding[]> {
  try {
    return await examine(commandConfig(), which)
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    return [...error.faults.map(faultFinding), ...(await examine({} as Config, [runtime, programs]))]
  }
}

function faultFinding(found: string): Finding {
  const folder = /^DATA_DIR=(.*) cannot be used/.exec(found)?.[1]
  const mend = folder
    ? `Give it to the account that runs the house: \`sudo chown -R ${userInfo().username} ${folder}\`, or set DATA_DIR to a folder of that account.`
    : 'Correct it in the environment; .env.example says what each setting takes.'
  return { name: 'configuration', state: 'ill', found, mend }
}
