import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { Fault } from '../errors.ts'
import type { Metrics } from '../observability/metrics.ts'
import { isConflict } from './postgres-errors.ts'
import { openTurns } from './postgres-turns.ts'
import { concernedSpace } from './scope.ts'

/** After so many a transaction runs alone, a long one after the first: it would never get through between short ones of others. */
const meetings = 3
const longMilliseconds = 250

/**
 * How transactions that met another run again. Within one space they then take turns, and all do while many meet; one that still meets others, of other processes
 * or spaces, ends up `alone`, which cannot fail that way. Gives up after `waitSeconds`, but never before that.
 */
export function openAttempts<T>(parts: {
  /** Begins once nobody else is in a transaction, and holds up those who come later. */
  alone: Kysely<T>
  metrics: Metrics
  waitSeconds: number
}): <R>(usual: Kysely<T>, once: (on: Kysely<T>) => Promise<R>) => Promise<R> {
  const { alone, waitSeconds } = parts
  const retried = parts.metrics.counter(
    'longhouse_db_retries_total',
    'Transactions that ran again because they met another one, or their connection was dead',
    ['reason'],
  )
  const turns = openTurns()

  return async (usual, once) => {
    const key = concernedSpace() ?? '*'
    const deadline = performance.now() + waitSeconds * 1000
    const left = () => Math.max(0, deadline - performance.now()) / 1000
    let runsAlone = false
    let end = turns.crowded(key) ? await turns.take(key, left()) : null
    try {
      for (let attempt = 1; ; attempt++) {
        const began = performance.now()
        try {
          const result = await once(runsAlone ? alone : usual)
          turns.passed(key)
          return result
        } catch (error) {
          const reason = reasonOf(error, attempt)
          const long = performance.now() - began > longMilliseconds
          if (!reason || (left() === 0 && runsAlone)) throw error
          retried.inc({ reason })
          if (reason === 'conflict') {
            turns.met(key)
            end ??= await turns.take(key, Math.max(left(), 1))
          }
          runsAlone = long || attempt >= meetings
          await pause(Math.random() * 10 * attempt)
        }
      }
    } finally {
      end?.()
    }
  }
}

function reasonOf(error: unknown, attempt: number): 'conflict' | 'connection' | null {
  if (isConflict(error)) return 'conflict'
  // A connection that had died while it was idle: the next one is new.
  return error instanceof Fault && error.code === 'db-away' && attempt === 1 ? 'connection' : null
}
