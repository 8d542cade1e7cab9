import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MediaCrashed, MediaLimited } from '../../src/platform/media/media.ts'
import { openMedia } from '../../src/platform/media/open-media.ts'
import { runProcess } from '../../src/platform/media/process-run.ts'
import { openSandbox, type Run, type Sandbox } from '../../src/platform/media/sandbox.ts'
import { sandboxCommand } from '../../src/platform/media/sandbox-command.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { until } from '../until.ts'
import { processesBelow, programsLeft } from './made.ts'

const { signal } = new AbortController()
const limits = { wallSeconds: 60, memory: 2 ** 30, fileSize: 2 ** 24 }
const noise = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30']

let folder: string
let sandbox: Sandbox
let input: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  sandbox = openSandbox({ log: quietLog(), metrics: bareMetrics() })
  input = join(folder, 'input')
  await writeFile(input, 'the one input')
  await writeFile(join(folder, 'sibling'), 'a secret')
})
afterAll(() => rm(folder, { recursive: true }))

const outFolder = () => mkdtemp(join(folder, 'out-'))
const ffmpeg = async (args: string[], more: Partial<Run> = {}) =>
  sandbox.run({
    program: 'ffmpeg',
    args: () => ['-nostdin', '-v', 'error', ...args],
    input,
    outFolder: await outFolder(),
    limits,
    signal,
    ...more,
  })
/** Copies a file as bytes: what a hostile file would make ffmpeg do. */
const copy = (from: string) =>
  ffmpeg(['-f', 'data', '-i', from, '-map', '0', '-c', 'copy', '-f', 'data', 'pipe:1'])

describe('the sandbox as it runs here', async () => {
  const { strong } = await openSandbox({ log: quietLog(), metrics: bareMetrics() }).state()

  test('says truly whether it is strong', async () => {
    const bare = ['bwrap', '--unshare-all', '--ro-bind', '/', '/', 'true']
    const end = await runProcess({ argv: bare, cwd: '/', ...limits, answer: 0, signal }).catch(() => null)
    expect(strong).toBe(end?.code === 0)
    expect(await sandbox.state()).toMatchObject({ detail: expect.stringMatching(/\.$/) as string })
  })

  test('the input is there', async () => {
    const seen = await sandbox.run({
      program: 'ffmpeg',
      args: (name) => [
        '-v',
        'error',
        '-f',
        'data',
        '-i',
        name,
        '-map',
        '0',
        '-c',
        'copy',
        '-f',
        'data',
        'pipe:1',
      ],
      input,
      limits,
      signal,
    })
    expect(seen.stdout).toBe('the one input')
  })

  test.skipIf(!strong)('no other file of the machine can be read', async () => {
    for (const path of ['/etc/passwd', join(folder, 'sibling'), '/proc/self/environ', import.meta.filename])
      await expect(copy(path)).rejects.toThrow(MediaCrashed)
  })

  test('the check above bites: without bubblewrap the same program reads them', async () => {
    const weak = { nice: null, choom: null, prlimit: null, setpriv: null, bwrap: null }
    const args = () => [
      '-v',
      'error',
      '-f',
      'data',
      '-i',
      '/etc/passwd',
      '-map',
      '0',
      '-c',
      'copy',
      '-f',
      'data',
      'pipe:1',
    ]
    const command = sandboxCommand(weak, {
      program: '/usr/bin/ffmpeg',
      args,
      input,
      outFolder: folder,
      limits,
      patient: false,
      cpus: 1,
    })
    expect((await runProcess({ ...command, ...limits, answer: 65_536, signal })).stdout).toContain('root:')
  })

  test.skipIf(!strong)('nothing can be reached over the network', async () => {
    let visits = 0
    const server = createServer((socket) => {
      visits += 1
      socket.destroy()
    })
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    await expect(copy(`http://127.0.0.1:${port}/`)).rejects.toThrow(MediaCrashed)
    server.close()
    expect(visits).toBe(0)
  })

  test.skipIf(!strong)('nothing can be written outside the output folder', async () => {
    for (const path of [join(folder, 'planted.jpg'), '/usr/planted.jpg', '/in'])
      await expect(ffmpeg([...noise, '-frames:v', '1', '-y', '-f', 'image2', path])).rejects.toThrow(
        MediaCrashed,
      )
    expect(await readdir(folder)).not.toContain('planted.jpg')
    expect(await readFile(input, 'utf8')).toBe('the one input')
  })

  test('nothing of our environment reaches the program', async () => {
    const shown = await runProcess({ argv: ['/usr/bin/env'], cwd: '/', ...limits, answer: 65_536, signal })
    expect(
      shown.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('=')[0]),
    ).toEqual(['PATH', 'LANG', 'HOME'])
  })
})

/** Bytes go in by stdin and come out by stdout, as of a stream. */
async function stream(args: string[], bytes: Buffer, more: Partial<Run> = {}): Promise<Buffer> {
  const out: Buffer[] = []
  await sandbox.run({
    program: 'ffmpeg',
    args: () => ['-nostdin', '-v', 'error', ...args],
    input: null,
    limits,
    signal,
    feed: (stdin) => void stdin.end(bytes),
    bytes: (chunk) => void out.push(chunk),
    ...more,
  })
  return Buffer.concat(out)
}
const copied = ['-map', '0', '-c', 'copy', '-f', 'data', 'pipe:1']

describe('a stream', async () => {
  const { strong } = await openSandbox({ log: quietLog(), metrics: bareMetrics() }).state()

  test('goes through, however long', async () => {
    const long = Buffer.alloc(10 * 2 ** 20, 'stream')
    expect((await stream(['-f', 'data', '-i', 'pipe:0', ...copied], long)).equals(long)).toBe(true)
  })

  test.skipIf(!strong)('opens no file and no line beside its stdin', async () => {
    for (const path of ['/etc/passwd', input, '/in', 'http://127.0.0.1:9/'])
      await expect(stream(['-f', 'data', '-i', path, ...copied], Buffer.alloc(10))).rejects.toThrow(
        MediaCrashed,
      )
  })

  test('of a small picture is FLV and nothing that leads elsewhere', async () => {
    const media = openMedia({ log: quietLog(), metrics: bareMetrics() })
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${join(folder, 'sibling')}\n#EXT-X-ENDLIST\n`
    const out: Buffer[] = []
    const size = { width: 640, height: 360 }
    const narrowed = media.narrow(
      { source: { width: 1280, height: 720 }, size, bitrate: 700_000 },
      { signal, feed: (stdin) => void stdin.end(playlist), bytes: (chunk) => void out.push(chunk) },
    )
    await expect(narrowed).rejects.toThrow(MediaCrashed)
    expect(Buffer.concat(out).toString('latin1')).not.toContain('secret')
  })

  test('what is written behind its end is lost without a fault', async () => {
    const ended = stream(['-f', 'data', '-i', 'pipe:0', '-fs', '1', ...copied], Buffer.alloc(2 ** 24))
    await expect(ended).resolves.toBeInstanceOf(Buffer)
  })

  test('an abort ends one that is never ended', async () => {
    const controller = new AbortController()
    const reason = new Error('the push is over')
    const open = { signal: controller.signal, feed: () => undefined, bytes: () => undefined }
    const run = stream(['-f', 'data', '-i', 'pipe:0', ...copied], Buffer.alloc(0), open)
    const caught = run.catch((error: unknown) => error)
    await until(async () => (await processesBelow()).length > 1)
    controller.abort(reason)
    expect(await caught).toBe(reason)
  })
})

const endless = [...noise, '-f', 'null', '-']

describe('limits', () => {
  test('of time', async () => {
    await expect(ffmpeg(endless, { limits: { ...limits, wallSeconds: 0.5 } })).rejects.toMatchObject({
      code: 'time',
    })
  })

  test('of memory', async () => {
    const hungry = ['-f', 'lavfi', '-i', 'color=s=4000x4000:r=1:d=100', '-vf', 'reverse', '-f', 'null', '-']
    const error = await ffmpeg(hungry, { limits: { ...limits, memory: 3e8 } }).catch(
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(MediaLimited)
    expect(error).toMatchObject({ code: 'memory' })
  })

  test('of the size of a file', async () => {
    const large = [...noise, '-c:v', 'rawvideo', '-t', '5', 'large.avi']
    await expect(ffmpeg(large, { limits: { ...limits, fileSize: 2 ** 20 } })).rejects.toMatchObject({
      code: 'output-size',
    })
  })

  test('of the answer', async () => {
    const chatty = [...noise, '-c:v', 'rawvideo', '-f', 'rawvideo', 'pipe:1']
    await expect(ffmpeg(chatty)).rejects.toMatchObject({ code: 'output-size' })
  })

  test('that nobody meets are no failure', async () => {
    await expect(ffmpeg([...noise, '-t', '0.2', '-f', 'null', '-'])).resolves.toMatchObject({ stdout: '' })
  })
})

describe('the end', () => {
  test('an abort ends every process and throws the reason', async () => {
    const controller = new AbortController()
    const out = await outFolder()
    const reason = new Error('cancelled by a member')
    const slow = [...noise, '-c:v', 'libx264', '-y', '-f', 'mp4', '-movflags', 'empty_moov', 'slow.mp4']
    const run = ffmpeg(slow, { signal: controller.signal, outFolder: out })
    const caught = run.catch((error: unknown) => error)
    await until(async () => (await readdir(out)).includes('slow.mp4'), { seconds: 30 })
    controller.abort(reason)
    expect(await caught).toBe(reason)
    expect(await programsLeft(out)).toEqual([])
  })

  test.each([
    ['by itself', ['-re', ...noise, '-t', '0.5', '-f', 'null', '-'], () => ({})],
    ['by an abort', endless, () => ({ signal: AbortSignal.timeout(1500) })],
    ['by a limit', endless, () => ({ limits: { ...limits, wallSeconds: 1.5 } })],
  ])('%s leaves nothing for somebody else to reap', async (_, args, more) => {
    const run = ffmpeg(args, more()).catch(() => null)
    const pids = await until(async () => {
      const below = await processesBelow()
      return below.length > 1 && below
    })
    await run
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
  })

  test('an abort before the start starts nothing', async () => {
    await expect(ffmpeg(['-version'], { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
  })

  test('kill -9 of the house ends its programs too', async () => {
    const out = await outFolder()
    const house = spawn(process.execPath, [join(import.meta.dirname, 'endless-house.ts'), input, out], {
      stdio: 'ignore',
    })
    try {
      await until(async () => (await readdir(out)).includes('slow.mp4'), { seconds: 30 })
      expect(await programsLeft(out)).not.toEqual([])
    } finally {
      house.kill('SIGKILL')
    }
    await until(async () => (await programsLeft(out)).length === 0, {
      seconds: 10,
      what: 'the end of its programs',
    })
    const { size } = await sizeOf(join(out, 'slow.mp4'))
    await until(async () => (await sizeOf(join(out, 'slow.mp4'))).size === size, { seconds: 1 })
  })
})

const sizeOf = async (path: string) => ({ size: (await readFile(path)).length })
