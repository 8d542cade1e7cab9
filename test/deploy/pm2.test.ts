import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

/** What of pm2's configuration is used; pm2 itself is no part of this repository. */
type Pm2App = {
  name: string
  cwd: string
  script: string
  interpreter: string
  interpreter_args: string
  env: Record<string, string>
  exec_mode: string
  wait_ready: boolean
  kill_timeout: number
}

const root = new URL('../..', import.meta.url).pathname
let folder: string
let apps: Pm2App[]
let child: ChildProcess | null
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-pm2-'))
  const settings = join(folder, 'longhouse.env')
  // The role is said by pm2, whatever the file says.
  await writeFile(settings, `HOST=127.0.0.1\nDATA_DIR=${folder}/data\nROLES=web,worker\n`)
  process.env.LONGHOUSE_ROOT = root
  process.env.LONGHOUSE_ENV_FILE = settings
  const config = createRequire(import.meta.url)(`${root}deploy/pm2/ecosystem.config.cjs`) as {
    apps: Pm2App[]
  }
  apps = config.apps
})
beforeEach(() => {
  child = null
})
afterEach(() => child?.kill('SIGKILL'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('names every role, each process on a port of its own', () => {
  expect(apps.map((app) => app.env.ROLES)).toEqual(['web', 'web', 'worker', 'live', 'scheduler'])
  expect(new Set(apps.map((app) => app.env.PORT)).size).toBe(apps.length)
  expect(new Set(apps.map((app) => app.exec_mode))).toEqual(new Set(['fork']))
})

test.each(['longhouse-web-1', 'longhouse-scheduler'])(
  '%s says when it is ready, and ends in order before pm2 loses its patience',
  async (name) => {
    const app = apps.find((one) => one.name === name)!
    const started = spawn(app.interpreter, [...app.interpreter_args.split(' '), app.script], {
      cwd: app.cwd,
      env: { PATH: process.env.PATH, ...app.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child = started
    let log = ''
    for (const stream of [started.stdout!, started.stderr!])
      stream.on('data', (chunk) => (log += String(chunk)))
    expect(await once(started, 'message')).toEqual(['ready', undefined])
    await expect.poll(() => log).toContain(`"roles":["${app.env.ROLES}"]`)
    // Only who answers invites people.
    expect(log.includes('Longhouse is open')).toBe(app.env.ROLES === 'web')
    const gone = once(started, 'exit')
    started.kill('SIGINT')
    expect(await gone).toEqual([0, null])
    expect(app.kill_timeout).toBeGreaterThan(30_000)
  },
)
