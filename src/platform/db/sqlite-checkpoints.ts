import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CompiledQuery } from 'kysely'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { GroupSync } from './group-sync.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { longhouseFile } from './sqlite-files.ts'
import type { WriteQueue } from './write-queue.ts'

/** Keeps the write-ahead log short without a pause of the event loop: a thread copies and syncs. */
export interface SqliteCheckpoints {
  /** After a commit: starts a checkpoint when the log is long enough and none runs. Never throws. */
  consider(): void
  /** Resolves when no checkpoint runs and the thread is gone. */
  stop(): Promise<void>
}

export type CheckpointParts = {
  file: string
  writer: SqliteConnection
  queue: WriteQueue
  sync: GroupSync
  log: Log
  metrics: Metrics
  /** Frames (4 KiB each) in the log that make a checkpoint worth it. */
  atFrames: number
}

type Step = 'copy' | 'restart'

export function openSqliteCheckpoints(parts: CheckpointParts): SqliteCheckpoints {
  const { file, queue, sync, log } = parts
  const outcomes = parts.metrics.counter(
    'longhouse_db_checkpoints_total',
    'Checkpoints of the write-ahead log',
    ['outcome'],
  )
  let thread: Worker | null = null
  let running: Promise<void> | null = null
  let atFrames = parts.atFrames
  let stopped = false

  const start = () => {
    const started = new Worker(new URL('./sqlite-checkpoint-thread.mjs', import.meta.url), {
      workerData: { file, applicationId: longhouseFile },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    })
    started.unref()
    started.once('exit', () => (thread = null))
    return started
  }
  const ask = async (step: Step): Promise<boolean> => {
    thread ??= start()
    const answered = answerOf(thread)
    thread.postMessage(step)
    return answered
  }

  const checkpoint = async () => {
    // Most of the copying happens beside the writers; only what they added meanwhile makes them wait.
    await ask('copy')
    const release = await queue.take(Number.POSITIVE_INFINITY)
    try {
      await sync.settled()
      const busy = await ask('restart')
      atFrames = busy ? frames(parts.writer) + parts.atFrames : parts.atFrames
      outcomes.inc({ outcome: busy ? 'busy' : 'done' })
    } finally {
      release()
    }
  }

  const isDue = () => {
    try {
      return frames(parts.writer) >= atFrames
    } catch (error) {
      log.error({ err: error }, 'the write-ahead log could not be measured')
      return false
    }
  }

  return {
    consider() {
      if (running || stopped || !isDue()) return
      running = checkpoint()
        .catch((error: unknown) => {
          // Nothing is lost: the log keeps everything and the next one tries again.
          atFrames += parts.atFrames
          outcomes.inc({ outcome: 'failed' })
          log.error({ err: error }, 'checkpoint of the database failed')
          if (isDiskFault(error)) sync.fail(error as Error)
        })
        .finally(() => (running = null))
    },
    async stop() {
      stopped = true
      // From here on the process waits for the thread.
      thread?.ref()
      await running
      if (!thread) return
      const gone = once(thread, 'exit')
      thread.postMessage('close')
      await gone
    },
  }
}

/** Whether a reader was in the way. Rejects also when the thread ends without a word. */
async function answerOf(thread: Worker): Promise<boolean> {
  const over = new AbortController()
  const { signal } = over
  try {
    const [answer] = (await Promise.race([
      once(thread, 'message', { signal }),
      once(thread, 'exit', { signal }).then(() => [{ error: 'the checkpoint thread ended' }]),
    ])) as [{ busy?: boolean; error?: string; code?: string }]
    if (answer.error) throw Object.assign(new Error(answer.error), { code: answer.code })
    return answer.busy ?? false
  } finally {
    over.abort()
  }
}

/** Pages may be clean in memory and absent from the disk: the log is the only good copy and must not start anew. */
const isDiskFault = (error: unknown) => String((error as { code?: unknown }).code).startsWith('SQLITE_IOERR')

const count = CompiledQuery.raw('pragma wal_checkpoint(NOOP)')

/** Frames in the log now. NOOP only counts; it moves nothing. Not inside a transaction. */
function frames(writer: SqliteConnection): number {
  const [row] = writer.run(count).result.rows as [{ log: number }]
  return row.log
}
