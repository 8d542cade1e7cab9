import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '#platform/config/config.ts'
import type { Finding } from '#platform/doctor/finding.ts'

const run = promisify(execFile)
/** Nothing of this house was written before. */
const firstYear = 2026
/** Seconds that file systems and networks may be apart from the clock. */
const slack = 60

/** A clock that is off breaks two-factor codes, signed paths and certificates; one that went back, the order of things. */
export async function clock(config: Pick<Config, 'dataDir'>, now = new Date()): Promise<Finding[]> {
  const name = 'clock'
  const mend = 'Set the clock: `sudo timedatectl set-ntp true`.'
  if (now.getUTCFullYear() < firstYear) return [{ name, state: 'ill', found: now.toISOString(), mend }]
  const written = await lastWrite(config.dataDir)
  if (written && written.getTime() > now.getTime() + slack * 1000)
    return [
      {
        name,
        state: 'ill',
        found: `${now.toISOString()}, but this house was written to at ${written.toISOString()}: the clock was ahead then, or is behind now`,
        mend: `${mend} When it is right already, wait until it has passed that time before you start the house.`,
      },
    ]
  const synced = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
    timeout: 5000,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  )
  if (synced === 'no')
    return [{ name, state: 'weak', found: `${now.toISOString()}, not kept by a time server`, mend }]
  const keeper = synced === 'yes' ? ', kept by a time server' : ''
  return [{ name, state: 'well', found: `${now.toISOString()}${keeper}` }]
}

async function lastWrite(dataDir: string): Promise<Date | null> {
  const files = ['longhouse.db', 'longhouse.db-wal'].map((file) =>
    stat(join(dataDir, file)).catch(() => null),
  )
  const times = (await Promise.all(files)).flatMap((file) => (file ? [file.mtimeMs] : []))
  return times.length === 0 ? null : new Date(Math.max(...times))
}
