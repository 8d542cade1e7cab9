import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clock } from '../../src/cli/doctor-clock.ts'
import { mountTmpfs } from '../tmpfs.ts'
import { type Answer, runCli } from './run-cli.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-doctor-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Who is root may change what the doctor sees of the machine, in a mount namespace of its own. */
const root = process.getuid?.() === 0
const without = (program: string, stand: string) => [
  'unshare',
  '-m',
  'sh',
  '-c',
  `mount --bind ${stand} "$(readlink -f /usr/bin/${program})" && exec "$@"`,
  'sh',
]
const doctor = (options: Partial<Parameters<typeof runCli>[1]> = {}, ...more: string[]) =>
  runCli(['doctor', ...more], {
    dataDir: folder,
    ...options,
    env: { PORT: '0', RTMP_PORT: '0', ...options.env },
  })
/** What the doctor says about one thing, with the way to mend it below. */
const about = ({ out }: Answer, name: string) => {
  const lines = out.split('\n')
  const at = lines.findIndex((line) => line.slice(2).startsWith(`${name}: `))
  return lines.slice(at, at + 2).join('\n')
}

test('a machine that is well is told so, and nothing is left on it', async () => {
  const answer = await doctor()
  for (const name of [
    'Node',
    'ffmpeg',
    'ffprobe',
    'bwrap',
    'sandbox',
    'port 0',
    'disk',
    'secret.key',
    'clock',
  ])
    expect(about(answer, name)).toMatch(/^[✓!] /)
  expect([answer.code, answer.err]).toEqual([0, ''])
})

test('a port for streams that another program has: the house opens, but takes none', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const answer = await doctor({ env: { HOST: '127.0.0.1', RTMP_PORT: String(port) } })
  other.close()
  expect(about(answer, `port ${port}`)).toContain('! ')
  expect(about(answer, `port ${port}`)).toContain('set RTMP_PORT to a free one')
  expect(answer.code).toBe(0)
})

test.runIf(root)('missing ffmpeg: what to install', async () => {
  await writeFile(join(folder, 'nothing'), '')
  const answer = await doctor({ wrapped: without('ffmpeg', join(folder, 'nothing')) })
  expect(about(answer, 'ffmpeg')).toBe(
    '✗ ffmpeg: not found: clips cannot be processed\n    → sudo apt-get install ffmpeg',
  )
  expect(answer.code).toBe(1)
})

test.runIf(root)('ffmpeg that does not run: installed again', async () => {
  await writeFile(join(folder, 'broken'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  const answer = await doctor({ wrapped: without('ffmpeg', join(folder, 'broken')) })
  expect(about(answer, 'ffmpeg')).toMatch(/does not run: .*\n {4}→ sudo apt-get install --reinstall ffmpeg$/)
  expect(answer.code).toBe(1)
})

test.runIf(root)('a sandbox that the system refuses: why, and what to allow', async () => {
  await writeFile(
    join(folder, 'bwrap'),
    '#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    { mode: 0o755 },
  )
  const answer = await doctor({ wrapped: without('bwrap', join(folder, 'bwrap')) })
  expect(about(answer, 'sandbox')).toContain('No permissions to create new namespace')
  expect(about(answer, 'sandbox')).toMatch(/\n {4}→ .*user namespaces/)
})

test('a port that is taken: by whom to find out', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const answer = await doctor({ env: { PORT: String(port) } })
  await close(server)
  expect(about(answer, `port ${port}`)).toContain('cannot be used (EADDRINUSE)')
  expect(about(answer, `port ${port}`)).toContain(`ss -ltnp | grep ${port}`)
  expect(answer.code).toBe(1)
})

test('a folder that cannot be written: whose it has to be', async () => {
  const closed = join(folder, 'closed')
  await mkdir(closed)
  await chmod(folder, 0o755)
  await chmod(closed, 0o555)
  const who = root ? { uid: 65_534 } : {}
  for (const env of [{}, { SECRET_KEY: 'x'.repeat(40) }] as Record<string, string>[]) {
    const answer = await doctor({ dataDir: closed, env, ...who })
    expect(answer.out).toMatch(/^✗ (configuration|DATA_DIR): .*(EACCES|permission denied)/m)
    expect(answer.out).toContain(`sudo chown -R ${root ? 'nobody' : ''}`)
    expect([answer.code, answer.err]).toEqual([1, ''])
  }
  const file = join(folder, 'file')
  await writeFile(file, '')
  const answer = await doctor({ dataDir: file, env: { SECRET_KEY: 'x'.repeat(40) } })
  expect(about(answer, 'DATA_DIR')).toContain('set DATA_DIR to a folder')
})

test('faults of the configuration, each with its setting, and the machine all the same', async () => {
  const answer = await doctor({ env: { PORT: 'five', LOG_LEVEL: 'loud' } })
  expect(answer.out).toMatch(/^✗ configuration: .*PORT/m)
  expect(answer.out).toMatch(/^✗ configuration: .*LOG_LEVEL/m)
  expect(answer.out).toContain('.env.example')
  expect(about(answer, 'ffmpeg')).toMatch(/^✓/)
  expect([answer.code, answer.err]).toEqual([1, ''])
})

test('little room on the disk: make some', async (context) => {
  const disk = await mountTmpfs(8)
  if (!disk) return context.skip()
  const answer = await doctor({ dataDir: disk.path })
  await disk.close()
  expect(about(answer, 'disk')).toMatch(/^✗ disk: 0\.0 GiB free in .*\n {4}→ Make room or move DATA_DIR/)
  expect(answer.code).toBe(1)
})

test('a clock that went back, or was never set: the time of the last write tells', async () => {
  const now = new Date('2026-11-21T08:00:00Z')
  expect(await clock({ dataDir: folder }, now)).toMatchObject([{ state: expect.not.stringMatching('ill') }])
  await writeFile(join(folder, 'longhouse.db'), '')
  const later = new Date('2026-11-21T09:00:00Z')
  await utimes(join(folder, 'longhouse.db'), later, later)
  expect(await clock({ dataDir: folder }, now)).toMatchObject([
    {
      state: 'ill',
      found: expect.stringContaining('09:00:00'),
      mend: expect.stringContaining('timedatectl'),
    },
  ])
  expect(await clock({ dataDir: folder }, new Date(0))).toMatchObject([{ state: 'ill' }])
})

test(
  '--storage finds what no row owns, names it and leaves it; old tables stay old',
  { timeout: 300_000 },
  async () => {
    expect(about(await doctor({}, '--storage'), 'storage')).toBe(
      '✓ storage: nothing is stored yet\nAll is well.',
    )
    await runCli(['db', 'migrate'], { dataDir: folder })
    expect(about(await doctor({}, '--storage'), 'storage')).toContain('✓ storage: 0 bytes that no row owns')
    const orphan = 'uploads/2026/01/02/0199aaaa-0000-7000-8000-000000000000/original'
    const path = join(folder, 'storage', orphan)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, 'twelve bytes')
    for (let times = 0; times < 2; times++) {
      const answer = await doctor({}, '--storage')
      expect(about(answer, 'storage')).toContain(`! storage: 12 bytes in 1 file that no row owns: ${orphan}`)
      expect(about(answer, 'storage')).toContain('→ Nothing was removed.')
      expect(await readFile(path, 'utf8')).toBe('twelve bytes')
      expect(answer.code).toBe(0)
    }
    await runCli(['db', 'rollback'], { dataDir: folder })
    const status = (await runCli(['db', 'status'], { dataDir: folder })).out
    expect(about(await doctor({}, '--storage'), 'storage')).toContain('longhouse db migrate')
    expect((await runCli(['db', 'status'], { dataDir: folder })).out).toBe(status)
  },
)

const close = (server: Server) => new Promise((resolve) => server.close(resolve))
