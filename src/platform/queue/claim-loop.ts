import { AsyncLocalStorage } from 'node:async_hooks'
import type { Bus } from '../bus/bus.ts'
import type { Log } from '../observability/log.ts'
import type { Delivery, DeliveryWorker, Lane } from './delivery.ts'
import type { JobRow } from './job-tables.ts'
import type { QueueTimes } from './queue-times.ts'

const dueTopic = 'queue.due'

/**
 * The embedded driver: this process claims from the `jobs` table, woken over the bus after a commit, at the time of the next
 * delayed job, and every `times.poll` seconds for what nobody announced.
 */
export function openClaimLoop(parts: { bus: Bus; log: Log; times: QueueTimes }): Delivery {
  const { bus, log, times } = parts
  let loops: Loop[] = []
  const stopping = new AbortController()
  return {
    async announce(jobs) {
      for (const lane of new Set(jobs.map((job) => job.lane))) await bus.publish(dueTopic, lane)
    },
    async start(lanes, worker) {
      loops = Object.entries(lanes).map(([lane, room]) =>
        openLoop({
          lane: lane as Lane,
          room,
          worker,
          log,
          poll: times.poll * 1000,
          stopped: stopping.signal,
        }),
      )
      const wake = (lane: unknown) => loops.find((loop) => loop.lane === lane)?.wake()
      stopping.signal.addEventListener('abort', bus.subscribe(dueTopic, wake))
      for (const loop of loops) loop.wake()
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops.map((loop) => loop.idle()))
    },
  }
}

type Loop = { lane: Lane; wake(): void; /** Resolves when no claim is under way. */ idle(): Promise<void> }

function openLoop(parts: {
  lane: Lane
  room: number
  worker: DeliveryWorker
  log: Log
  /** Milliseconds. */
  poll: number
  stopped: AbortSignal
}): Loop {
  const { lane, room, worker, log, poll, stopped } = parts
  // A job belongs to nobody's request or transaction, whoever woke the loop.
  const outside = AsyncLocalStorage.snapshot()
  let running = 0
  let again = false
  let claiming = false
  let round = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  stopped.addEventListener('abort', () => clearTimeout(timer))

  function wake(): void {
    again = true
    if (stopped.aborted || claiming) return
    clearTimeout(timer)
    round = outside(claimAll)
  }

  /** Claims until the lane is full or nothing is due, then sleeps until it is worth looking again. */
  async function claimAll(): Promise<void> {
    let pause = poll
    claiming = true
    try {
      while (again && !stopped.aborted) {
        again = false
        const free = room - running
        const jobs = free > 0 ? await worker.take(lane, free) : []
        for (const job of jobs) void run(job)
        if (jobs.length > 0) again = true
      }
      if (running < room) pause = Math.min(poll, Math.max(1, (await worker.nextDueIn()) ?? poll))
    } catch (error) {
      log.error({ err: error, lane }, 'could not claim jobs')
    }
    claiming = false
    if (stopped.aborted) return
    if (again) wake()
    else timer = setTimeout(wake, pause)
  }

  async function run(job: JobRow): Promise<void> {
    running++
    await worker.run(job)
    running--
    wake()
  }

  return {
    lane,
    wake,
    async idle() {
      await round
    },
  }
}
