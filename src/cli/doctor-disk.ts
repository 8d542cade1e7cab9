import { access, constants, mkdir, open, rm, stat, statfs } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Config } from '#platform/config/config.ts'
import type { Finding } from '#platform/doctor/finding.ts'

const gibibyte = 1024 ** 3

/** Room, rights and speed of DATA_DIR. Writes 16 MiB there and removes them. */
export async function diskChecks(config: Config): Promise<Finding[]> {
  const closed = await mkdir(config.dataDir, { recursive: true })
    .then(() => access(config.dataDir, constants.W_OK | constants.X_OK))
    .then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
    )
  if (closed !== null) return [cannotWrite(config.dataDir, closed)]
  const findings = [await room(config.dataDir), await rights(config.dataDir)]
  // Without room for the trial there is nothing to measure.
  return findings[0]!.state === 'ill' ? findings : [...findings, await speed(config.dataDir)]
}

function cannotWrite(folder: string, code: string): Finding {
  const who = userInfo().username
  const mend =
    code === 'EROFS'
      ? 'Mount its disk for writing, or set DATA_DIR to another folder.'
      : code === 'ENOTDIR' || code === 'EEXIST'
        ? 'There is a file where a folder should be: set DATA_DIR to a folder.'
        : `Give it to the account that runs the house: \`sudo chown -R ${who} ${folder}\`, or set DATA_DIR to a folder of that account.`
  return { name: 'DATA_DIR', state: 'ill', found: `${who} cannot write to ${folder} (${code})`, mend }
}

async function room(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const free = (bavail * bsize) / gibibyte
  const found = `${free.toFixed(1)} GiB free in ${folder}`
  if (free < 1)
    return {
      name: 'disk',
      state: 'ill',
      found,
      mend: 'Make room or move DATA_DIR: uploads are refused soon.',
    }
  if (free < 10)
    return { name: 'disk', state: 'weak', found, mend: 'Plan for more room: an hour of video takes 2–8 GiB.' }
  return { name: 'disk', state: 'well', found }
}

/** The secret key opens every session: nobody else on the machine may read it. */
async function rights(folder: string): Promise<Finding> {
  const key = await stat(join(folder, 'secret.key')).catch(() => null)
  if (key && (key.mode & 0o077) !== 0)
    return {
      name: 'secret.key',
      state: 'ill',
      found: `others on this machine can read it (mode ${(key.mode & 0o777).toString(8)})`,
      mend: `chmod 600 ${join(folder, 'secret.key')}`,
    }
  return {
    name: 'secret.key',
    state: 'well',
    found: key ? 'readable by its owner alone' : 'made at the first start',
  }
}

async function speed(folder: string): Promise<Finding> {
  const file = join(folder, `.doctor-${process.pid}`)
  const block = Buffer.alloc(1024 ** 2)
  const handle = await open(file, 'w')
  try {
    const started = process.hrtime.bigint()
    for (let i = 0; i < 16; i++) await handle.write(block)
    await handle.datasync()
    const writeSeconds = secondsSince(started)
    const syncStarted = process.hrtime.bigint()
    for (let i = 0; i < 10; i++) {
      await handle.write(block, 0, 4096)
      await handle.datasync()
    }
    const syncMs = secondsSince(syncStarted) * 100
    const found = `${(16 / writeSeconds).toFixed(0)} MiB/s, ${syncMs.toFixed(1)} ms a sync`
    if (syncMs > 50)
      return {
        name: 'disk speed',
        state: 'weak',
        found,
        mend: 'Every answered write waits for a sync: use an SSD.',
      }
    return { name: 'disk speed', state: 'well', found }
  } finally {
    await handle.close()
    await rm(file, { force: true })
  }
}

const secondsSince = (started: bigint) => Number(process.hrtime.bigint() - started) / 1e9
