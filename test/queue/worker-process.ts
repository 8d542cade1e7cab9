import { createInterface } from 'node:readline'
import { openBus } from '../../src/platform/bus/open-bus.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { fence } from '../../src/platform/queue/attempt-store.ts'
import { openTableDelivery } from '../../src/platform/queue/table-delivery.ts'
import { createQueue } from '../../src/platform/queue/jobs-queue.ts'
import { handler, type JobContext } from '../../src/platform/queue/queue.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { blockLoop, type EffectTables, effectType, houseTimes, type WorkerOptions } from './effects.ts'

/** A process that works on the jobs of a database; see worker.ts for how tests start it. Says what it does, a word a line. */
const options = JSON.parse(process.argv[2]!) as WorkerOptions
const say = (line: string) => void process.stdout.write(`${line}\n`)
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const log = quietLog()
const metrics = bareMetrics()
const db = await openDb(options.db, { log, metrics })
const bus = await openBus({ engine: 'memory' }, { log })
const times = { ...houseTimes, ...options.times }
const queue = createQueue(
  { db, bus, log, metrics, clock: systemClock, times },
  openTableDelivery({ bus, log, times }),
  options.planted === 'no fence' ? async () => {} : fence,
)

/** Looks whether the effect is there, works, writes it: right only because the write is fenced. */
async function run({ work }: { work: string }, context: JobContext): Promise<void> {
  const effects = db.tables<EffectTables>()
  const { jobId } = context
  const there = await effects.read
    .selectFrom('effects')
    .select('job_id')
    .where('job_id', '=', jobId)
    .execute()
  if (there.length > 0 && options.planted !== 'no look') return
  say(`working ${jobId}`)
  if (work === 'die') process.kill(process.pid, 'SIGKILL')
  if (work === 'block') blockLoop(options.blockSeconds ?? 0)
  if (work === 'hold' && options.holds) await told.next()
  if (work === 'pause') await new Promise((resolve) => setTimeout(resolve, Math.random() * 15))
  await context
    .fenced(effects, (tx) => tx.insertInto('effects').values({ job_id: jobId, pid: process.pid }).execute())
    .catch((error: Error) => say(error.name))
  say(`wrote ${jobId}`)
}

await queue.work([handler({ type: effectType, run })], { media: 1, default: 4 })
say('ready')
