import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../test/until.ts'
import { cpuSeconds, residentMegabytes } from './parts/cpu.ts'

const root = join(import.meta.dirname, '..')

/** What `npm start` costs when everything is installed and built, and what the house holds while nobody asks. */
export const bench = {
  name: 'start',
  title: 'The second start, and the house at rest',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-'))
    try {
      await measuredStart(join(folder, 'data'))
      const { cpu, idle } = await measuredStart(join(folder, 'data'))
      return {
        rows: [
          {
            what: 'CPU time of `npm start` until /readyz answers 200',
            value: `${cpu.toFixed(2)} s`,
            target: '≤ 2 s',
            ok: cpu <= 2,
          },
          {
            what: 'resident memory, idle',
            value: `${idle.toFixed(0)} MB`,
            target: '≤ 180 MB',
            ok: idle <= 180,
          },
        ],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** npm, the tools it runs before, and the house, which takes their place. */
async function measuredStart(data: string) {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const child = spawn('npm', ['start'], {
    cwd: root,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, DATA_DIR: data, PORT: String(port), HOST: '127.0.0.1' },
  })
  const gone = once(child, 'exit')
  try {
    await until(() => ready(port), { seconds: 120, what: '/readyz' })
    const cpu = treeCpuSeconds(child.pid!)
    const house = houseOf(child.pid!)
    await pause(5000)
    return { cpu, idle: residentMegabytes(house) }
  } finally {
    process.kill(-child.pid!, 'SIGTERM')
    await gone
  }
}

async function ready(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok ?? false
}

/** CPU of a process, of what it has started and of what those have started and ended. */
function treeCpuSeconds(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + cpuSeconds(one) + endedChildrenSeconds(one), 0)
}

function endedChildrenSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

function descendants(pid: number): number[] {
  const children = processes().filter((one) => parentOf(one) === pid)
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** The process that runs `src/main.ts`. */
function houseOf(pid: number): number {
  const house = descendants(pid).find((one) => /main\.ts/.test(readFileSync(`/proc/${one}/cmdline`, 'utf8')))
  if (house === undefined) throw new Error('the house was not found among what npm started')
  return house
}

const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1])
  } catch {
    return -1
  }
}
