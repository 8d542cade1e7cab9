import type { Bus } from '../bus/bus.ts'
import type { Db } from '../db/db.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { isGone, newOwner } from '../queue/process-identity.ts'
import { openSilence } from '../queue/silence.ts'
import { type Duty, DutyLost, type DutyTimes, dutyTimes, type Hold, type Work } from './duty.ts'
import { beatDuty, findDuty, giveUpDuty, knowDuty, takeDuty, type Turn } from './duty-store.ts'
import type { DutyTables } from './duty-tables.ts'

const freeTopic = 'duty.free'

/**
 * Stands for a duty until closed. `begin` starts the work of a turn and is handed the guard that its writes ask; the work is stopped when
 * the turn is over. Resolves after the first look: a lone process has the duty by then. The beat runs on the event loop: losing a turn
 * to a long computation costs nothing, because the guard is what counts.
 */
export async function openDuty(
  parts: {
    db: Db
    bus: Bus
    log: Log
    metrics: Metrics
    name: string
    begin: (hold: Hold) => Promise<Work>
  },
  times: DutyTimes = dutyTimes,
): Promise<Duty> {
  const { bus, log, name } = parts
  const db = parts.db.tables<DutyTables>()
  const silence = openSilence({ lease: times.lease, most: times.look * 2 })
  const held = parts.metrics.gauge('longhouse_duty_held', 'Whether this process has the duty', ['duty'])
  const closing = new AbortController()
  let turn: Turn | null = null
  let work: Work | null = null
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | null = null

  await db.transact((tx) => knowDuty(tx, name))
  held.set({ duty: name }, 0)
  const unsubscribe = bus.subscribe(freeTopic, (freed) => freed === name && void look())
  await look()

  return {
    epoch: () => turn?.epoch ?? null,
    async close() {
      closing.abort()
      clearTimeout(timer)
      unsubscribe()
      await round
      const last = turn
      await end()
      if (!last) return
      try {
        await db.transact((tx) => giveUpDuty(tx, last))
        await bus.publish(freeTopic, name)
      } catch (error) {
        log.warn({ err: error, duty: name }, 'the duty was not given up; others take it when its lease ends')
      }
    },
  }

  /** Beats, or tries to come to the duty. Never throws; one at a time. */
  function look(): Promise<void> {
    if (closing.signal.aborted) return Promise.resolve()
    clearTimeout(timer)
    round ??= (turn ? keep(turn) : tryToTake())
      .catch((error: unknown) => log.warn({ err: error, duty: name }, 'could not look after the duty'))
      .finally(() => {
        round = null
        const pause = turn ? times.beat : times.look
        if (!closing.signal.aborted) timer = setTimeout(() => void look(), pause * 1000)
      })
    return round
  }

  async function keep(mine: Turn): Promise<void> {
    if (await db.transact((tx) => beatDuty(tx, mine))) return
    log.warn({ duty: name, epoch: mine.epoch }, 'another process took this one for dead and has the duty now')
    await end()
  }

  async function tryToTake(): Promise<void> {
    const row = await findDuty(db.read, name)
    if (!row) return
    const silent = silence.after(row.owner === null ? [] : [{ owner: row.owner, beat: row.beat }])
    if (row.owner !== null && !silent.has(row.owner) && !isGone(row.owner)) return
    const taken = await db.transact((tx) => takeDuty(tx, row, newOwner()))
    if (taken) await begin(taken)
  }

  async function begin(mine: Turn): Promise<void> {
    turn = mine
    try {
      work = await parts.begin(async (tx) => {
        if (!(await beatDuty(tx, mine))) throw new DutyLost(name)
      })
      held.set({ duty: name }, 1)
      log.info({ duty: name, epoch: mine.epoch }, 'this process has the duty')
    } catch (error) {
      turn = null
      await db.transact((tx) => giveUpDuty(tx, mine))
      throw error
    }
  }

  async function end(): Promise<void> {
    turn = null
    held.set({ duty: name }, 0)
    await work?.stop()
    work = null
  }
}
