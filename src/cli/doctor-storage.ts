import { compose } from '../compose.ts'
import type { Config } from '#platform/config/config.ts'
import { findOrphans } from '#platform/storage/orphans.ts'
import type { Finding } from '#platform/doctor/finding.ts'
import { hasDb } from '#platform/doctor/open-engine-checks.ts'

const shown = 10

/** Bytes that no row owns. Looks only: tables stay as they are, files too. */
export async function storage(config: Config): Promise<Finding[]> {
  const name = 'storage'
  if (!hasDb(config)) return [{ name, state: 'well', found: 'nothing is stored yet' }]
  const house = await compose(config, { migrate: false })
  try {
    const status = await house.migrator.status()
    if (status.some(({ appliedAt, known }) => appliedAt === null || !known))
      return [
        {
          name,
          state: 'weak',
          found: 'not looked at: the tables are not those of this release',
          mend: 'Start the house once or say `longhouse db migrate`, then ask again.',
        },
      ]
    const owners = house.apps.map(({ opened }) => opened)
    const sum = { count: 0, size: 0, keys: [] as string[] }
    for await (const { key, size } of findOrphans(house.platform.storage, owners)) {
      sum.count += 1
      sum.size += size
      if (sum.keys.length < shown) sum.keys.push(key)
    }
    if (sum.count === 0) return [{ name, state: 'well', found: '0 bytes that no row owns' }]
    const more = sum.count > shown ? ', …' : ''
    return [
      {
        name,
        state: 'weak',
        found: `${sum.size} bytes in ${sum.count} ${sum.count === 1 ? 'file' : 'files'} that no row owns: ${sum.keys.join(', ')}${more}`,
        mend: 'Nothing was removed. Uploads and encodes at work own theirs later, and what apps leave behind goes with their nightly sweep. A file that is still here after two days was put there by hand: move it away yourself.',
      },
    ]
  } finally {
    await house.close()
  }
}
