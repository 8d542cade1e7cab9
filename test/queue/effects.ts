import { Type } from 'typebox'
import type { Config } from '../../src/platform/config/config.ts'
import type { MigrationSet } from '../../src/platform/db/db.ts'
import { jobType } from '../../src/platform/queue/queue.ts'
import { type QueueTimes, queueTimes } from '../../src/platform/queue/queue-times.ts'

/** A job that leaves one row in `effects`; two rows are a double effect. */
export const effectType = jobType({
  name: 'test.leave-effect',
  payload: Type.Object({ work: Type.Enum(['pause', 'hold', 'block', 'die']) }),
  timeoutSeconds: 60,
})
export type EffectTables = { effects: { job_id: string; pid: number } }

export const effectMigrations: MigrationSet = {
  owner: 'test',
  migrations: [
    {
      name: '0001-effects',
      async up(db) {
        await db.schema
          .createTable('effects')
          .addColumn('job_id', 'text', (c) => c.notNull())
          .addColumn('pid', 'integer', (c) => c.notNull())
          .execute()
      },
    },
  ],
}

export type WorkerOptions = {
  db: Config['db']
  times?: Partial<QueueTimes>
  /** Faults that the tests must find. */
  planted?: 'no fence' | 'no look'
  /** Jobs that hold wait for a line of input. */
  holds?: boolean
  blockSeconds?: number
}

/** Short enough for a test, long enough for a busy machine. */
export const houseTimes: QueueTimes = {
  ...queueTimes,
  poll: 0.05,
  watch: 0.1,
  sweep: 0.1,
  beat: 0.2,
  lease: 2,
  backoff: 0.01,
  abortGrace: 0.5,
}

export function blockLoop(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000)
}
