import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startFleet } from '../test/fleet/start-fleet.ts'
import { limitCpu } from './parts/cpu-share.ts'
import { fillNotes } from './parts/many-notes.ts'
import type { OpenLoad, OpenLoadOrder, PhaseSeen } from './parts/open-load.ts'

const connections = 10_000
/** Cores of each web process, where they can be limited: nginx, PostgreSQL and whoever asks get the rest. */
const share = 0.35
/** Reads a second of the steady phases, of what two web processes reach at most. */
const steady = 0.4
const seconds = { peak: 8, steady: 15, overload: 15, after: 20 }

/** Open connections through nginx to two web processes: what they feel at a steady load, under five times too much, and after it. */
export const bench = {
  name: 'connections',
  title: `${connections.toLocaleString('en')} open connections through nginx to two web processes, mixed reads on PostgreSQL`,
  async run() {
    const fleet = await startFleet({ workers: 0, schedulers: 0, replica: false })
    const limits = fleet.webs.map((web) => limitCpu(web.pid, share))
    try {
      const order = {
        port: Number(new URL(fleet.origin).port),
        host: '127.0.0.1',
        addresses: 8,
        ...(await fillNotes(fleet, 60)),
      }
      // Few connections, each asking anew when it has its answer, as many as come: what the house can do at most.
      const warm = await load({
        ...order,
        connections: 40,
        phases: [{ rate: 100_000, seconds: seconds.peak }],
      })
      const peak = best(warm.phases[0]!)
      const calm = { rate: Math.round(peak * steady), seconds: seconds.steady }
      const all = await load({
        ...order,
        connections,
        phases: [
          calm,
          { rate: Math.round(peak * 5), seconds: seconds.overload },
          { ...calm, seconds: seconds.after },
        ],
      })
      const [before, during, after] = all.phases as [PhaseSeen, PhaseSeen, PhaseSeen]
      const good = mean(during.seconds.slice(2, seconds.overload).map((second) => second.good)) / peak
      const healed = recovery(after, Math.max(100, before.p99 * 1.5))
      const refused = before.errors + before.unsent + notGood(before)
      return {
        rows: [
          {
            what: limits.every(Boolean)
              ? `reads a second at most, each web process held to ${share} of a core`
              : 'reads a second at most, web processes not held back (this machine does not allow it)',
            value: peak.toFixed(0),
          },
          {
            what: 'connections open at the end',
            value: String(all.open),
            target: String(connections),
            ok: all.open === connections,
          },
          { what: `p50 at ${calm.rate} reads a second, ms`, value: before.p50.toFixed(1) },
          { what: 'p99, ms', value: before.p99.toFixed(1), target: '≤ 100', ok: before.p99 <= 100 },
          { what: 'errors and refusals', value: String(refused), target: '0', ok: refused === 0 },
          {
            what: 'good answers under 5 × as much as it can do, of its most',
            value: good.toFixed(2),
            target: '≥ 0.8',
            ok: good >= 0.8,
          },
          { what: 'refused in that time, with 503', value: String(during.statuses['503'] ?? 0) },
          {
            what: 'broken connections in that time',
            value: String(during.errors),
            target: '0',
            ok: during.errors === 0,
          },
          { what: 'seconds until all is as before', value: String(healed), target: '≤ 10', ok: healed <= 10 },
          {
            what: 'cores of whoever asked: steady, too much',
            value: `${before.cpu.toFixed(2)}, ${during.cpu.toFixed(2)}`,
          },
        ],
      }
    } finally {
      await fleet.stop()
      for (const limit of limits) limit?.lift()
    }
  },
}

async function load(order: OpenLoadOrder): Promise<OpenLoad> {
  const script = new URL('./parts/open-load.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(order)], {
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(stdout) as OpenLoad
}

/** The median of its seconds but the first, in which everything warms up. */
function best({ seconds }: PhaseSeen): number {
  const rates = seconds
    .slice(1, -1)
    .map((second) => second.good)
    .toSorted((a, b) => a - b)
  return rates[Math.floor(rates.length / 2)] ?? 0
}

/** The second from which on every read was answered with 200, 99 of 100 within `usual` ms. */
function recovery({ seconds }: PhaseSeen, usual: number): number {
  return seconds.findLastIndex((second) => second.bad > 0 || second.p99 > usual) + 1
}

function notGood({ statuses }: PhaseSeen): number {
  return Object.entries(statuses).reduce((sum, [status, count]) => sum + (status === '200' ? 0 : count), 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
