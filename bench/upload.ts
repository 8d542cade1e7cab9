import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { announceClip, setUp, startHouse } from '../test/uploads/start-house.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
type Run = { seconds: number; grownMegabytes: number }

/** One PATCH through the whole house against node:http piped into a file, turn by turn on the same disk. `GIGABYTES=10` for long. */
export const bench = {
  name: 'upload',
  title: 'Upload: one file through the whole house, against bare node:http on the same disk',
  async run(): Promise<{ rows: Row[] }> {
    const size = Number(process.env.GIGABYTES ?? 1) * 1e9
    const rounds = size > 2e9 ? 1 : 3
    const folder = await mkdtemp(join(tmpdir(), 'bench-upload-'))
    try {
      const runs: { bare: Run; house: Run }[] = []
      for (let round = 0; round < rounds; round++)
        runs.push({
          bare: await throughBare(folder, size),
          house: await throughHouse(join(folder, 'data'), size),
        })
      return { rows: rowsOf(runs, size) }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function rowsOf(runs: { bare: Run; house: Run }[], size: number): Row[] {
  const speed = (run: Run) => size / 1e6 / run.seconds
  // The best of each: what else the machine does only ever takes away.
  const bare = Math.max(...runs.map((run) => speed(run.bare)))
  const house = Math.max(...runs.map((run) => speed(run.house)))
  const grown = Math.max(...runs.map((run) => run.house.grownMegabytes))
  return [
    { what: `bare node:http, ${size / 1e9} GB, nothing synced`, value: `${bare.toFixed(0)} MB/s` },
    { what: 'the house, synced before the answer', value: `${house.toFixed(0)} MB/s` },
    { what: 'house : bare', value: (house / bare).toFixed(2), target: '≥ 0.5', ok: house / bare >= 0.5 },
    {
      what: 'memory the server grew by',
      value: `${grown.toFixed(0)} MB`,
      target: '< 100 MB',
      ok: grown < 100,
    },
  ]
}

async function throughBare(folder: string, size: number): Promise<Run> {
  const file = join(folder, 'bare')
  const script = new URL('./parts/bare-upload-server.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  try {
    const [origin] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    return await measure(child.pid!, origin, '/', {}, size)
  } finally {
    child.kill()
    await gone
    await rm(file, { force: true })
  }
}

async function throughHouse(folder: string, size: number): Promise<Run> {
  const house = await startHouse(folder)
  try {
    const who = await setUp(house.origin)
    const { upload } = await announceClip(house.origin, who, size)
    return await measure(house.pid, house.origin, upload.url, who, size)
  } finally {
    await house.stop('SIGKILL')
    await rm(folder, { recursive: true })
  }
}

/** Sends the bytes as fast as they are taken, and watches the server's memory meanwhile. */
async function measure(pid: number, origin: string, path: string, who: Record<string, string>, size: number) {
  const before = residentMegabytes(pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, residentMegabytes(pid))
  }, 50)
  const start = performance.now()
  try {
    const status = await send(new URL(path, origin), who, size)
    if (status !== 204) throw new Error(`the upload was answered with ${status}`)
  } finally {
    clearInterval(watch)
  }
  return { seconds: (performance.now() - start) / 1000, grownMegabytes: most - before }
}

function send(url: URL, who: Record<string, string>, size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...who,
      'content-type': 'application/offset+octet-stream',
      'content-length': size,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
    }
    const sent = request(url, { method: 'PATCH', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', reject)
    const block = Buffer.alloc(2 ** 20, 'longhouse')
    let left = size
    const write = () => {
      for (;;) {
        const part = block.subarray(0, Math.min(left, block.length))
        left -= part.length
        if (left === 0) return void sent.end(part)
        if (!sent.write(part)) return void sent.once('drain', write)
      }
    }
    write()
  })
}

const residentMegabytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000
