import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { HouseProcess } from '../fleet/house-process.ts'
import { type Fleet, fleetKey, startFleet } from '../fleet/start-fleet.ts'
import { until } from '../until.ts'
import { checkClips, makeClip, sendClips } from './clip-sender.ts'
import { openCuts } from './cuts.ts'
import { type Ledger, longestSilence, newLedger } from './ledger.ts'
import { checkNotes, writeNotes } from './note-writer.ts'
import { keepOutcome, type Outcome } from './outcomes.ts'
import { openRelay, type Relay } from './relay.ts'
import { openVisitor, type Visitor } from './visitor.ts'

export type Store = 'postgres' | 'replica' | 'redis' | 's3'
/** A fleet at work, with every line between a process and a store of its own. */
export type Scene = {
  fleet: Fleet
  /** Of one process, or of all of them: `line('web 0', 'redis')`, `line('*', 's3')`. */
  lines(process: string, store: Store): Relay[]
  /** Reads everything that was ever acknowledged again. */
  recount(): Promise<Pick<Ledger, 'lost' | 'doubled'>>
  /** No packet passes these ports for so long. */
  cutFor(seconds: number, ports: readonly number[]): Promise<void>
  /** Writes that were acknowledged so far. */
  readonly written: number
  /** A worker that runs a job at this moment. */
  workerAtWork(): Promise<HouseProcess>
  /**
   * While notes are written, clips sent and encoded: does the fault, which resolves once it is over; waits until everything is as it was
   * promised; counts.
   */
  strike(name: string, fault: () => Promise<void>): Promise<Outcome>
  /** The same, with something that is strained for a while; it is eased whatever happens. */
  strain(name: string, begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<Outcome>
  close(): Promise<void>
}

/** The long form holds faults for a minute, or for as many seconds as `HOLD` says; the short one for seconds. */
export const long = process.env.LONG === '1'
export const held = { seconds: long ? Number(process.env.HOLD ?? 60) : 4 }
/** How often what is killed is killed: each time in another moment of its work. */
export const rounds = Array.from({ length: long ? 10 : 2 }, (_, n) => n)

export async function openScene(size: { webs?: number; workers?: number } = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-chaos-'))
  const opened: (() => Promise<unknown> | void)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const part of opened.splice(0).toReversed()) await part()
  }
  try {
    const relays = new Map<string, Relay>()
    const fleet = await startFleet({
      ...size,
      env: { RENDITION_HEIGHTS: '240', LOG_LEVEL: 'warn' },
      async envOf(name, env) {
        const stores: [Store, keyof typeof env][] = [
          ['postgres', 'DATABASE_URL'],
          ['replica', 'DATABASE_REPLICA_URLS'],
          ['redis', 'REDIS_URL'],
          ['s3', 'S3_ENDPOINT'],
        ]
        const own: Record<string, string> = {}
        for (const [store, setting] of stores) {
          const url = new URL(env[setting]!)
          const relay = await openRelay(Number(url.port))
          opened.push(relay.stop)
          relays.set(`${name} ${store}`, relay)
          url.port = String(relay.port)
          own[setting] = store === 's3' ? url.origin : url.href
        }
        return own
      },
    })
    opened.push(fleet.stop)
    const cuts = openCuts()
    opened.push(cuts.close)
    const visitor = await openVisitor(fleet.origin, fleetKey)
    const ledger = newLedger()
    const struck = new Set<string>()
    const clip = makeClip(folder)
    const lines: Scene['lines'] = (process, store) =>
      [...relays]
        .filter(([name]) => name.endsWith(` ${store}`) && (process === '*' || name.startsWith(process)))
        .map(([, relay]) => relay)
    const strike: Scene['strike'] = (name, fault) => strikeWhileBusy({ name, fault, visitor, ledger, clip })
    return {
      fleet,
      lines,
      strike,
      strain: (name, begin, end) =>
        strike(name, async () => {
          try {
            await begin()
            await pause(held.seconds * 1000)
          } finally {
            await end()
          }
        }),
      close,
      async recount() {
        const counted = { ...newLedger(), notes: ledger.notes, clips: ledger.clips }
        await checkNotes(visitor, counted)
        await checkClips(visitor, counted, 10)
        return counted
      },
      async cutFor(seconds, ports) {
        const heal = cuts.cut(ports)
        await pause(seconds * 1000).finally(heal)
      },
      get written() {
        return ledger.moments.length
      },
      workerAtWork: () =>
        until(() => workerAtWork(fleet, struck), { seconds: 60, what: 'a worker being at work' }),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * The third part of a worker's name is its process. Each time with jobs that were not struck before: one that ends its worker again and
 * again is given up, and rightly so.
 */
async function workerAtWork(
  { postgres, env, workers }: Fleet,
  struck: Set<string>,
): Promise<HouseProcess | undefined> {
  const database = new URL(env['DATABASE_URL']!).pathname.slice(1)
  const running = `select id, lease_owner as owner from jobs where state = 'running' and type like 'footage%'`
  const jobs = await postgres.ask<{ id: string; owner: string }>(running, [], database)
  const own = ({ pid }: HouseProcess) => jobs.filter(({ owner }) => Number(owner.split('/')[2]) === pid)
  const worker = workers.find((one) => own(one).length > 0 && own(one).every(({ id }) => !struck.has(id)))
  if (worker) for (const { id } of own(worker)) struck.add(id)
  return worker
}

async function strikeWhileBusy(parts: {
  name: string
  fault: () => Promise<void>
  visitor: Visitor
  ledger: Ledger
  clip: Buffer
}): Promise<Outcome> {
  const { name, fault, visitor, ledger, clip } = parts
  const stopping = new AbortController()
  visitor.failures.clear()
  for (const found of [ledger.lost, ledger.doubled, ledger.stale]) found.length = 0
  const [notes, clips] = [ledger.notes.size, ledger.clips.size]
  const visitors = Promise.all([
    writeNotes(visitor, ledger, stopping.signal),
    sendClips(visitor, ledger, clip, stopping.signal),
  ])
  visitors.catch(() => stopping.abort())
  /** Whatever goes wrong with a visitor ends the wait. */
  const busy = (what: string, condition: () => boolean, seconds: number) =>
    Promise.race([
      until(condition, { seconds, what }),
      visitors.then(() => {
        throw new Error(`nobody is busy any more while waiting for ${what}`)
      }),
    ])
  try {
    const writes = ledger.moments.length
    await busy('notes and a clip', () => ledger.moments.length > writes && ledger.clips.size > clips, 60)
    visitor.slowest = 0
    const began = performance.now()
    await fault()
    const over = performance.now()
    const sent = ledger.clips.size
    await busy('a write after the fault', () => (ledger.moments.at(-1) ?? 0) > over, 120)
    const recovered = ledger.moments.find((at) => at > over)! - over
    await busy('a clip after the fault', () => ledger.clips.size > sent, 120)
    const silence = longestSilence(ledger, began, performance.now())
    const { slowest } = visitor
    stopping.abort()
    await visitors
    await checkClips(visitor, ledger, 120)
    const ready = performance.now() - over
    await checkNotes(visitor, ledger)
    return keepOutcome({
      name,
      held: (over - began) / 1000,
      notes: ledger.notes.size - notes,
      clips: ledger.clips.size - clips,
      lost: [...ledger.lost],
      doubled: [...ledger.doubled],
      stale: [...ledger.stale],
      silence,
      slowest,
      recovered: recovered / 1000,
      ready: ready / 1000,
      failures: Object.fromEntries(visitor.failures),
    })
  } finally {
    stopping.abort()
    await visitors.catch(() => undefined)
  }
}
