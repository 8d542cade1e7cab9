import type { Bus } from '../bus/bus.ts'
import type { Delivery, DueJob } from './delivery.ts'
import type { JobTx } from './job-tables.ts'

/** Somebody asked for the end of running jobs: look at yours. */
export const cancelTopic = 'queue.cancel'
/** A job has ended whose handler wants to be told. */
export const owedTopic = 'queue.owed'

/** What a transaction on jobs tells the workers once it is committed; many changes of one kind are told once. */
export interface Announce {
  due(tx: JobTx, job: DueJob): void
  cancel(tx: JobTx): void
  owed(tx: JobTx): void
}

export function openAnnounce(bus: Bus, delivery: Pick<Delivery, 'announce'>): Announce {
  const news = new WeakMap<JobTx, { due: DueJob[]; topics: Set<string> }>()
  const of = (tx: JobTx) => {
    const known = news.get(tx)
    if (known) return known
    const fresh = { due: [] as DueJob[], topics: new Set<string>() }
    news.set(tx, fresh)
    tx.afterCommit(async () => {
      if (fresh.due.length > 0) await delivery.announce(fresh.due)
      for (const topic of fresh.topics) await bus.publish(topic, {})
    })
    return fresh
  }
  return {
    due: (tx, job) => void of(tx).due.push(job),
    cancel: (tx) => void of(tx).topics.add(cancelTopic),
    owed: (tx) => void of(tx).topics.add(owedTopic),
  }
}
