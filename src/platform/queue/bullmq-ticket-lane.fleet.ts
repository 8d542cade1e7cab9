import { expect, test } from 'vitest'
import { openTestRedis } from '../../../test/harness/open-test-redis.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { systemClock } from '../clock.ts'
import { openTicketDesk } from './bullmq-ticket-desk.ts'
import { openTicketLane } from './bullmq-ticket-lane.ts'
import { openTicketWorker } from './bullmq-ticket-worker.ts'
import type { JobRow } from './job-tables.ts'
import { queueTimes } from './queue-times.ts'

/** Jobs of one lane in memory; `take` is what looks into the table, `takeOne` what a ticket asks for. */
function openJobs() {
  const due = new Map<string, JobRow>()
  const done: { id: string; by: string }[] = []
  const run = (job: JobRow | undefined, by: string) => {
    if (job) due.delete(job.id)
    return job ? { ...job, stage: by } : null
  }
  return {
    done,
    add(id: string, secondsAgo = 0) {
      const job = {
        id,
        lane: 'default',
        priority: 100,
        fence: 0,
        run_at: systemClock.iso(-secondsAgo),
      } as JobRow
      due.set(id, job)
      return job
    },
    worker: {
      take: async () => [...due.values()].map((job) => run(job, 'look')!),
      takeOne: async (id: string) => run(due.get(id), 'ticket'),
      nextDueIn: async () => null,
      run: async ({ id, stage }: JobRow) => void done.push({ id, by: stage! }),
    },
  }
}

test('a worker that takes no tickets any more is noticed and replaced', async () => {
  const place = openTestRedis()
  const redis = await place.connect()
  const jobs = openJobs()
  let opened = 0
  const metrics = bareMetrics()
  const deaf = { stop: () => {}, stopped: () => Promise.resolve(), end: () => Promise.resolve() }
  const lane = openTicketLane({
    lane: 'default',
    size: 4,
    worker: jobs.worker,
    redis,
    log: quietLog(),
    found: metrics.counter('found', 'Late jobs', ['lane']),
    clock: systemClock,
    times: { ...queueTimes, poll: 0.05, ticketless: 0.2 },
    takeTickets: (parts) => (++opened === 1 ? deaf : openTicketWorker(parts)),
  })
  const desk = openTicketDesk({ redis, clock: systemClock })
  try {
    await until(async () => {
      const job = jobs.add(`late-${jobs.done.length}`, 60)
      await until(() => jobs.done.some(({ id }) => id === job.id))
      return opened > 1
    })
    expect(jobs.done.every(({ by }) => by === 'look')).toBe(true)
    await until(async () => {
      const job = jobs.add(`prompt-${jobs.done.length}`)
      await desk.issue([job])
      await until(() => jobs.done.some(({ id }) => id === job.id))
      return jobs.done.some(({ by }) => by === 'ticket')
    })
    expect(opened).toBe(2)
    expect(await metrics.registry.metrics()).toContain('found{lane="default"}')
  } finally {
    await lane.stop()
    await lane.close()
    await desk.close()
    await place.close()
  }
})
