import { findOrphans } from '#platform/storage/orphans.ts'
import { examine, type Finding, report } from './doctor.ts'
import { commandConfig, withHouse } from './with-house.ts'

/** Prints what was found; the exit code is 1 when something has to be mended. */
export async function doctor({ storage = false }: { storage?: boolean }): Promise<void> {
  const findings = await examine(commandConfig())
  if (storage) findings.push(await orphans())
  for (const line of report(findings)) console.log(line)
  if (findings.some((finding) => finding.state === 'ill')) process.exitCode = 1
}

async function orphans(): Promise<Finding> {
  let count = 0
  let size = 0
  const some: string[] = []
  await withHouse(async ({ platform, apps }) => {
    for await (const orphan of findOrphans(
      platform.storage,
      apps.map(({ opened }) => opened),
    )) {
      count += 1
      size += orphan.size
      if (some.length < 10) some.push(orphan.key)
    }
  })
  if (count === 0) return { name: 'storage', state: 'well', found: '0 bytes that no row owns' }
  return {
    name: 'storage',
    state: 'weak',
    found: `${size} bytes in ${count} files that no row owns: ${some.join(', ')}${count > some.length ? ', …' : ''}`,
    mend: 'Uploads and encodes at work own theirs later; what stays for a day is removed by the nightly sweep.',
  }
}
