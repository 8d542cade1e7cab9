import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startFleet } from '../test/fleet/start-fleet.ts'
import { type CpuShare, limitCpu } from './parts/cpu-share.ts'
import { fillNotes } from './parts/many-notes.ts'
import type { OpenLoad, OpenLoadOrder, PhaseSeen } from './parts/open-load.ts'

const connections = 10_000
/** Cores of each web process, where they can be limited: nginx, PostgreSQL and whoever asks get the rest. */
const share = 0.3
/** Reads a second of the steady phases, of what two web processes reach at most. */
const steady = 0.4
const seconds = { warm: 8, peak: 10, steady: 15, overload: 15, after: 20 }
/** So many seconds in a row must be as before, and all that come after them on the whole. */
const calm = 3

/** Open connections through nginx to two web processes: what they feel at a steady load, under five times too much, and after it. */
export const bench = {
  name: 'connections',
  title: `${connections.toLocaleString('en')} open connections through nginx to two web processes, mixed reads on PostgreSQL`,
  async run() {
    const fleet = await startFleet({ workers: 0, schedulers: 0, replica: false })
    let limits: (CpuShare | null)[] = []
    try {
      const order = {
        port: Number(new URL(fleet.origin).port),
        host: '127.0.0.1',
        addresses: 8,
        ...(await fillNotes(fleet, 60)),
      }
      // Few connections, each asking anew when it has its answer, as many as come: what the house can do at most.
      const busy = (seconds: number) =>
        load({ ...order, connections: 40, phases: [{ rate: 100_000, seconds }] })
      await busy(seconds.warm)
      limits = fleet.webs.map((web) => limitCpu(web.pid, share))
      const peak = best((await busy(seconds.peak)).phases[0]!)
      const usual = { rate: Math.round(peak * steady), seconds: seconds.steady }
      const all = await load({
        ...order,
        connections,
        phases: [
          usual,
          { rate: Math.round(peak * 5), seconds: seconds.overload },
          { ...usual, seconds: seconds.after },
        ],
      })
      const [before, during, after] = all.phases as [PhaseSeen, PhaseSeen, PhaseSeen]
      const good = mean(during.seconds.slice(2, seconds.overload).map((second) => second.good)) / peak
      const healed = recovery(after)
      const late = after.seconds.slice(healed)
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
          { what: `p50 at ${usual.rate} reads a second, ms`, value: before.p50.toFixed(1) },
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
          { what: 'p99 of the good answers in that time, ms', value: during.p99.toFixed(0) },
          {
            what: `seconds until all is as before: ${calm} seconds in a row nothing refused, p99 ≤ 100 ms`,
            value: String(healed),
            target: '≤ 10',
            ok: healed <= 10,
          },
          {
            what: 'of the seconds after that, those in which anything was refused',
            value: `${late.filter((second) => second.bad > 0).length} of ${late.length}`,
            target: '0',
            ok: late.every((second) => second.bad === 0),
          },
          {
            what: 'and their p99 (the median of each second’s), ms',
            value: middle(late.map((second) => second.p99)).toFixed(1),
            target: '≤ 100',
            ok: middle(late.map((second) => second.p99)) <= 100,
          },
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
const best = ({ seconds }: PhaseSeen): number => middle(seconds.slice(1, -1).map((second) => second.good))

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The first of `calm` seconds in a row in which every read was answered with 200, 99 of 100 within 100 ms. */
function recovery({ seconds }: PhaseSeen): number {
  const bad = seconds.map((second) => second.bad > 0 || second.p99 > 100)
  const found = bad.findIndex((_, n) => n + calm <= bad.length && !bad.slice(n, n + calm).includes(true))
  return found === -1 ? seconds.length : found
}

function notGood({ statuses }: PhaseSeen): number {
  return Object.entries(statuses).reduce((sum, [status, count]) => sum + (status === '200' ? 0 : count), 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
