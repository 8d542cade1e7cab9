import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/bed/program.ts'
import { startNginx } from '../test/fleet/nginx.ts'
import { type Fleet, startFleet } from '../test/fleet/start-fleet.ts'
import { cpuSeconds, familyCpuSeconds } from './parts/cpu.ts'
import { limitCpu } from './parts/cpu-share.ts'
import type { Load } from './parts/load.ts'
import { fillNotes } from './parts/many-notes.ts'

const connections = 64
const rounds = 3
const answers = 2500
/** Cores of each web process, where they can be limited: nginx, PostgreSQL and whoever asks get the rest, and wait for nobody. */
const share = 0.3

/** Reads of a list through nginx, from one web process and from two. */
export const bench = {
  name: 'fleet',
  title: `Two web processes behind nginx against one, list reads on PostgreSQL, ${connections} connections`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-fleet-'))
    const fleet = await startFleet({ workers: 0, schedulers: 0, replica: false })
    const port = await freePort()
    const single = await startNginx({ folder: join(folder, 'one'), port, webPorts: [fleet.webs[0]!.port] })
    const limits = fleet.webs.map((web) => limitCpu(web.pid, share))
    try {
      const { headers, paths } = await fillNotes(fleet, 60)
      const one = `http://127.0.0.1:${port}${paths[0]}`
      const two = `${fleet.origin}${paths[0]}`
      await ask(two, headers, 1000)
      const runs = { one: [] as Seen[], two: [] as Seen[] }
      for (let round = 0; round < rounds; round++) {
        runs.one.push(await watched(fleet, single.pid, () => ask(one, headers, answers)))
        runs.two.push(await watched(fleet, fleet.nginx.pid, () => ask(two, headers, answers)))
      }
      const rate = (seen: Seen[]) => median(seen.map(({ load }) => load.answers / load.seconds))
      const cpu = (part: Exclude<keyof Seen, 'load'>) =>
        (['one', 'two'] as const)
          .map((name) => median(runs[name].map((seen) => seen[part])).toFixed(2))
          .join(' / ')
      const ratio = rate(runs.two) / rate(runs.one)
      const bad = [...runs.one, ...runs.two].reduce(
        (sum, { load }) => sum + load.answers - (load.statuses['200'] ?? 0),
        0,
      )
      return {
        rows: [
          {
            what: limits.every(Boolean)
              ? `answers a second, each web process held to ${share} of a core`
              : 'answers a second, web processes not held back (this machine does not allow it)',
            value: `${rate(runs.one).toFixed(0)} / ${rate(runs.two).toFixed(0)}`,
          },
          { what: 'two, of one', value: `${ratio.toFixed(2)} ×`, target: '≥ 1.6 ×', ok: ratio >= 1.6 },
          { what: 'answers that were not 200', value: String(bad), target: '0', ok: bad === 0 },
          { what: 'cores of the web processes, one / two', value: cpu('webs') },
          { what: 'cores of whoever asked, one / two', value: cpu('asking') },
          { what: 'cores of nginx, one / two', value: cpu('nginx') },
          { what: 'cores of PostgreSQL, one / two', value: cpu('postgres') },
        ],
      }
    } finally {
      await single.stop()
      await fleet.stop()
      for (const limit of limits) limit?.lift()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** A load, and how many cores each part of it took on average. */
type Seen = { load: Load; asking: number; webs: number; nginx: number; postgres: number }

async function watched(fleet: Fleet, nginx: number, work: () => Promise<Load>): Promise<Seen> {
  const used = () => ({
    webs: fleet.webs.reduce((sum, web) => sum + cpuSeconds(web.pid), 0),
    nginx: familyCpuSeconds(nginx),
    postgres: familyCpuSeconds(fleet.postgres.pid),
  })
  const before = used()
  const load = await work()
  const after = used()
  const cores = (part: keyof typeof after) => (after[part] - before[part]) / load.seconds
  return {
    load,
    asking: load.cpuSeconds / load.seconds,
    webs: cores('webs'),
    nginx: cores('nginx'),
    postgres: cores('postgres'),
  }
}

async function ask(address: string, headers: Record<string, string>, total: number): Promise<Load> {
  const script = new URL('./parts/load.ts', import.meta.url).pathname
  const args = [script, address, String(connections), String(total), JSON.stringify(headers)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Load
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
