import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../cli/run-cli.ts'
import { isInstalled } from './proxies.ts'

const here = isInstalled({ program: 'systemd-analyze', package: 'systemd' })
const root = process.getuid?.() === 0
let folder: string
let unit: string
let shipped: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-unit-'))
  unit = join(folder, 'longhouse.service')
  shipped = await readFile(new URL('../../deploy/systemd/longhouse.service', import.meta.url), 'utf8')
  // The program stands elsewhere on this machine.
  await writeFile(unit, shipped.replace('/opt/longhouse/node_modules/.bin/node', process.execPath))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const analyze = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

test.runIf(here)('systemd understands every line of the unit', () => {
  expect(analyze('verify', '--recursive-errors=no', unit)).toEqual({ status: 0, said: '' })
})

test.runIf(here)('a line that systemd does not know is found', async () => {
  const planted = join(folder, 'planted.service')
  await writeFile(planted, shipped.replace('UMask=', 'Umask='))
  expect(analyze('verify', '--recursive-errors=no', planted).said).toContain("'Umask'")
})

test.runIf(here)('the service can do little when it is taken over', () => {
  expect(analyze('security', '--offline=yes', '--threshold=50', unit)).toMatchObject({ status: 0 })
})

test.runIf(root)('with the privileges that the unit leaves, media still has a strong sandbox', async () => {
  await chmod(folder, 0o777)
  const drop = [
    '--reuid',
    '65534',
    '--regid',
    '65534',
    '--clear-groups',
    '--no-new-privs',
    '--bounding-set',
    '-all',
  ]
  const { out } = await runCli(['doctor'], {
    dataDir: join(folder, 'data'),
    env: { PORT: '0' },
    wrapped: ['setpriv', ...drop, '--'],
  })
  expect(out).toMatch(/^✓ sandbox: bubblewrap/m)
})
