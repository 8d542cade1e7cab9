import type { Config } from '../platform/config/config.ts'
import { openLog } from '../platform/observability/open-log.ts'
import { AlreadyTold } from './already-told.ts'
import { allFigures } from './all-figures.ts'
import { EndedBeforeReady, fork, type Forked } from './forked.ts'
import type { Opened } from './open-process.ts'
import { openSeat, type Seat } from './seat.ts'
import { onAskedToRoll } from './signals.ts'

/**
 * Forks `webConcurrency` processes that answer requests, and one for the other roles of this process. This one opens no house: it
 * holds the port, hands connections out, replaces who dies and renews all of them one after another at SIGHUP or SIGUSR2. The first
 * process opens alone, so that migrations run once and faults are told once; it ends with that one's code when that cannot open.
 */
export async function openPrimary(config: Config): Promise<Opened> {
  const log = openLog(config)
  const seats: Seat[] = []
  const others = config.roles.filter((role) => role !== 'web')
  const plan = [
    ...Array.from({ length: config.webConcurrency }, () => ['web']),
    ...(others.length > 0 ? [others] : []),
  ]
  const forkFor = (roles: readonly string[]) => () =>
    fork(roles, () => allFigures(seats.flatMap((seat) => [...seat.sitting])))

  const crew = await openAll(plan.map(forkFor))
  for (const [at, roles] of plan.entries())
    seats.push(openSeat({ first: crew[at]!, fork: forkFor(roles), log }))
  const { address, words } = await crew[0]!.ready
  for (const line of words) console.error(line)
  log.info({ listening: address, processes: plan.map((roles) => roles.join()) }, 'the house is open')
  const rolling = openRolling(seats, log)
  onAskedToRoll(() => rolling.roll())

  return {
    async stop(signal) {
      log.info({ signal }, 'closing the house')
      rolling.stop()
      await Promise.all(seats.map((seat) => seat.close()))
    },
  }
}

/** All of them ready, or none left. */
async function openAll(forks: readonly (() => Forked)[]): Promise<Forked[]> {
  const [first, ...rest] = forks
  const crew = [first!()]
  try {
    await crew[0]!.ready
    crew.push(...rest.map((fork) => fork()))
    await Promise.all(crew.map((one) => one.ready))
    return crew
  } catch (error) {
    for (const one of crew) one.signal('SIGTERM')
    await Promise.all(crew.map((one) => one.gone))
    // It has told in words why it did not open.
    throw error instanceof EndedBeforeReady && error.ending.code ? new AlreadyTold(error.ending.code) : error
  }
}

/** Renews seat after seat. Asked again meanwhile, it goes round once more. A process that does not open leaves the rest as they are. */
function openRolling(seats: readonly Seat[], log: ReturnType<typeof openLog>) {
  let wanted = 0
  let atWork = false
  async function rollAll(): Promise<void> {
    atWork = true
    for (; wanted > 0; wanted = Math.min(wanted - 1, 1)) {
      log.info({ processes: seats.length }, 'rolling restart')
      try {
        for (const seat of seats) if (wanted > 0) await seat.renew()
        log.info('rolling restart: every process is a new one')
      } catch (error) {
        log.error(
          { err: error },
          'rolling restart: the new process did not open, see above. The old ones go on; nothing that was sent was lost.',
        )
      }
    }
    atWork = false
  }
  return {
    roll() {
      wanted += 1
      if (!atWork) void rollAll()
    },
    stop() {
      wanted = 0
    },
  }
}
