import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from './proxies.ts'

const here = isInstalled({ program: 'systemd-analyze', package: 'systemd' })
const shipped = (name: string) => new URL(`../../deploy/systemd/${name}`, import.meta.url)
const units = [
  'longhouse-web@.service',
  'longhouse-worker@.service',
  'longhouse-live.service',
  'longhouse-scheduler.service',
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-units-'))
  copyFileSync(shipped('longhouse.target'), join(folder, 'longhouse.target'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The unit as an instance, with the program where it stands on this machine. */
function written(name: string, change = (text: string) => text): string {
  const text = readFileSync(shipped(name), 'utf8')
  const file = join(folder, name.replace('@', '@5001'))
  writeFileSync(file, change(text.replaceAll('/opt/longhouse/node_modules/.bin/node', process.execPath)))
  return file
}
const analyze = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}
/** What a service may not do, line for line. */
const sandbox = (name: string) =>
  /# What the house cannot do[\s\S]*?(?=\n\[Install\])/.exec(readFileSync(shipped(name), 'utf8'))![0].trim()

describe.runIf(here).each(units)('%s', (name) => {
  test('is understood by systemd in every line', () => {
    expect(analyze('verify', '--recursive-errors=no', written(name))).toEqual({ status: 0, said: '' })
  })

  test('planted: a line that systemd does not know is found', () => {
    const planted = written(name, (text) => text.replace('UMask=', 'Umask='))
    expect(analyze('verify', '--recursive-errors=no', planted).said).toContain("'Umask'")
  })

  test('can do as little as the lone house when it is taken over', () => {
    expect(analyze('security', '--offline=yes', '--threshold=50', written(name))).toMatchObject({ status: 0 })
    expect(sandbox(name)).toBe(sandbox('longhouse.service'))
  })
})

test('a start is over when the process is ready, not before', async () => {
  let ready = false
  let asked = 0
  const house = createServer((_request, response) => {
    asked += 1
    response.writeHead(ready ? 200 : 503).end()
  }).listen(0, '127.0.0.1')
  await once(house, 'listening')
  const { port } = house.address() as { port: number }
  const waiting = spawn(process.execPath, [shipped('wait-until-ready.mjs').pathname, String(port)])
  const gone = once(waiting, 'exit')
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(1)
  expect(waiting.exitCode).toBe(null)
  ready = true
  expect(await gone).toEqual([0, null])
  house.close()
})
