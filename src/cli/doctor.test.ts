import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Config } from '#platform/config/config.ts'
import { diskChecks } from './doctor-disk.ts'
import { examine, report } from './doctor.ts'

const config = (dataDir: string) => ({ dataDir }) as Config

test('a secret key that others can read is found, with the way to mend it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-doctor-'))
  try {
    await writeFile(join(folder, 'secret.key'), 'x')
    await chmod(join(folder, 'secret.key'), 0o644)
    const ill = (await diskChecks(config(folder))).filter((finding) => finding.state === 'ill')
    expect(ill).toMatchObject([{ name: 'secret.key', mend: `chmod 600 ${join(folder, 'secret.key')}` }])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a check that throws is a finding and stops no other', async () => {
  const broken = async () => {
    throw new Error('planted')
  }
  const fine = async () => [{ name: 'fine', state: 'well' as const, found: 'yes' }]
  const findings = await examine(config('/nowhere'), [broken, fine])
  expect(findings.map((finding) => finding.state)).toEqual(['ill', 'well'])
  expect(report(findings).at(-1)).toBe('1 to mend, 0 to look at.')
})
