import { Type } from 'typebox'
import { openBus } from '../src/platform/bus/open-bus.ts'
import { systemClock } from '../src/platform/clock.ts'
import type { Db } from '../src/platform/db/db.ts'
import { platformMigrations } from '../src/platform/platform-migrations.ts'
import type { JobTables } from '../src/platform/queue/job-tables.ts'
import { openQueue } from '../src/platform/queue/open-queue.ts'
import { handler, jobType, type Queue } from '../src/platform/queue/queue.ts'
import { openTestDb } from '../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'

const jobs = 600
const room = 16
const probes = 100
const backlog = 20_000

const type = jobType({ name: 'bench.do-nothing', payload: Type.Object({}), timeoutSeconds: 60 })

/** Jobs that do nothing, on SQLite with synced commits: what the queue itself costs. */
export const bench = {
  name: 'queue',
  title: 'Jobs through the embedded queue, every commit synced',
  async run() {
    const place = await openTestDb([platformMigrations])
    const db = place.db.tables<JobTables>()
    const bus = await openBus({ engine: 'memory' }, { log: quietLog() })
    const parts = { db: place.db, bus, log: quietLog(), metrics: bareMetrics(), clock: systemClock }
    const queue = await openQueue({ engine: 'memory' }, parts)
    const told = new EventTarget()
    const run = async () => void told.dispatchEvent(new Event('ran'))
    await queue.work([handler({ type, run })], { media: 0, default: room })
    const add = () => db.transact((tx) => queue.add(tx, type, {}))
    /** Seconds until `count` more jobs have run, `start` included. */
    const timed = async (count: number, start: () => Promise<unknown>) => {
      const all = Promise.withResolvers<void>()
      let left = count
      const one = () => --left === 0 && all.resolve()
      told.addEventListener('ran', one)
      const started = performance.now()
      await Promise.all([start(), all.promise])
      told.removeEventListener('ran', one)
      return (performance.now() - started) / 1000
    }
    const rateOf = async () =>
      jobs / (await timed(jobs, () => Promise.all(Array.from({ length: jobs }, add))))
    try {
      const commits = await bareCommits(db)
      const rate = await rateOf()
      const waits = (await inTurn(probes, () => timed(1, add))).toSorted((a, b) => a - b)
      await fill(db, queue)
      const full = await rateOf()
      const at = (share: number) => waits[Math.floor(share * (waits.length - 1))]!
      return {
        rows: [
          { what: 'commits a second, one at a time', value: commits.toFixed(0) },
          { what: `jobs a second, ${room} at once`, value: rate.toFixed(0) },
          // A job takes three commits: added, claimed, done.
          row('jobs for each such commit', rate / commits, (v) => v >= 0.25, '≥ 0.25'),
          { what: 'from add to running, idle, median', value: `${(at(0.5) * 1000).toFixed(1)} ms` },
          row('from add to running, idle, p99, ms', at(0.99) * 1000, (v) => v <= 100, '≤ 100'),
          row(`rate with ${backlog} jobs waiting behind`, full / rate, (v) => v >= 0.5, '≥ 0.5'),
        ],
      }
    } finally {
      await queue.stop(5)
      await bus.close()
      await place.close()
    }
  },
}

function row(what: string, value: number, good: (value: number) => boolean, target: string) {
  return { what, value: value.toFixed(2), target, ok: good(value) }
}

/** What one writer reaches: the yardstick of this machine's disk. */
async function bareCommits(db: Db<JobTables>): Promise<number> {
  const started = performance.now()
  await inTurn(probes, (n) =>
    db.transact((tx) =>
      tx
        .insertInto('job_crons')
        .values({ type: `${n}`, latest: '' })
        .execute(),
    ),
  )
  return probes / ((performance.now() - started) / 1000)
}

/** Jobs that are not due yet, and jobs of a lane that has no room. */
async function fill(db: Db<JobTables>, queue: Queue): Promise<void> {
  const elsewhere = { ...type, lane: 'media' as const }
  await db.transact(async (tx) => {
    for (let n = 0; n < backlog / 2; n++) {
      await queue.add(tx, type, {}, { delaySeconds: 3600 })
      await queue.add(tx, elsewhere, {})
    }
  })
}

async function inTurn<R>(times: number, work: (n: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let n = 0; n < times; n++) results.push(await work(n))
  return results
}
