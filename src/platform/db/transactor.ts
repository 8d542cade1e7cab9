import { AsyncLocalStorage } from 'node:async_hooks'
import type { Kysely, Transaction } from 'kysely'
import type { Log } from '../observability/log.ts'
import type { Tx } from './db.ts'
import { forHouse } from './scope.ts'

/**
 * Runs transactions of any engine: refuses nested ones, waits for durability, then runs the effects. `attempts` says on what `work` runs,
 * and when it runs once more after it was rolled back whole.
 */
export type Transact<T> = <R>(attempts: Attempts<T>, work: (tx: Tx<T>) => Promise<R>) => Promise<R>
export type Attempts<T> = <R>(once: (on: Kysely<T>) => Promise<R>) => Promise<R>

/** `settled` resolves when everything that this process has committed so far is durable. */
type Options = { settled?: () => Promise<void> }

const longMilliseconds = 1000

type Effect = () => void | Promise<void>

export function openTransactor<T>(log: Log, { settled }: Options = {}): Transact<T> {
  const scopes = new AsyncLocalStorage<{ open: boolean }>()

  return async (attempts, work) => {
    if (scopes.getStore()?.open)
      throw new Error('transact inside transact would wait for itself: pass the tx on')
    return attempts((on) => once(on, work))
  }

  async function once<R>(db: Kysely<T>, work: (tx: Tx<T>) => Promise<R>): Promise<R> {
    const scope = { open: true }
    const effects: Effect[] = []
    let result
    try {
      result = await scopes.run(scope, () =>
        db.transaction().execute((bare) => timed(log, () => work(withEffects(bare, effects)))),
      )
    } finally {
      scope.open = false
      // One that only looked waits too, also when it throws: what it tells must not be lost after it was told.
      await settled?.()
    }
    // Effects set things off that serve the house, not only whoever wrote.
    await forHouse(async () => {
      for (const effect of effects) await run(effect, log)
    })
    return result
  }
}

const withEffects = <T>(transaction: Transaction<T>, effects: Effect[]): Tx<T> =>
  Object.assign(transaction, { afterCommit: (effect: Effect) => void effects.push(effect) })

async function timed<R>(log: Log, work: () => Promise<R>): Promise<R> {
  const started = performance.now()
  const result = await work()
  const milliseconds = Math.round(performance.now() - started)
  if (milliseconds > longMilliseconds) log.warn({ milliseconds }, 'long transaction: others waited')
  return result
}

async function run(effect: Effect, log: Log) {
  try {
    await effect()
  } catch (error) {
    log.error({ err: error }, 'an effect after a commit failed')
  }
}
