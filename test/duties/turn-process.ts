import { createInterface } from 'node:readline'
import { openBus } from '../../src/platform/bus/open-bus.ts'
import type { Config } from '../../src/platform/config/config.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import type { DutyTimes, Hold } from '../../src/platform/duties/duty.ts'
import { openDuty } from '../../src/platform/duties/open-duty.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import type { EffectTables } from '../queue/effects.ts'

export type TurnOptions = {
  db: Config['db']
  times: DutyTimes
  /** Faults that the tests must find. */
  planted?: 'no guard'
}

/** A process that stands for a duty and, told `ring <name>`, rings as who has been given the turn, whatever became of it since. */
const { db: config, times, planted } = JSON.parse(process.argv[2]!) as TurnOptions
const say = (line: string) => void process.stdout.write(`${line}\n`)
const log = quietLog()
const metrics = bareMetrics()
const db = await openDb(config, { log, metrics })
const bus = await openBus({ engine: 'memory' }, { log })
const holds: Hold[] = []
const begin = async (hold: Hold) => {
  holds.push(hold)
  say(`begun ${holds.length}`)
  return { stop: async () => say('stopped') }
}
const duty = await openDuty({ db, bus, log, metrics, name: 'ring', begin }, times)
say('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [word, name = ''] = line.split(' ')
  if (word === 'close') await duty.close().then(() => say('closed'))
  if (word === 'ring')
    await ring(name).then(
      () => say(`rang ${name}`),
      (error: Error) => say(`${error.name} ${name}`),
    )
}

async function ring(name: string): Promise<void> {
  const hold = holds.at(-1)
  if (!hold) throw new Error('never had a turn')
  await db.tables<EffectTables>().transact(async (tx) => {
    if (!planted) await hold(tx)
    await tx.insertInto('effects').values({ job_id: name, pid: process.pid }).execute()
  })
}
