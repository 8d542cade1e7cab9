import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Strict } from '../../contract/shapes.ts'
import type { Clock } from '../clock.ts'
import type { AnyTx, Db } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import {
  dropKeys,
  findKey,
  type IdempotencyTables,
  keepAnswer,
  loseAnswer,
  lost,
  takeKey,
} from './idempotency-store.ts'
import { watchedDb } from './watched-db.ts'

/**
 * `Idempotency-Key`: the same key and body give the same answer for 24 hours. The key is taken in the transaction that does the
 * work: it is taken exactly when the work is done, whatever dies in between. The answer is kept after it.
 */
export interface Idempotency {
  /** The database for whoever does the work: the first transaction inside `once` takes the key. */
  readonly db: Db
  /** The answer of `work`, or of the earlier one with this key. `who` keeps the keys of people apart. */
  once(
    ask: { who: string; route: string; key: string; body: unknown },
    work: () => Promise<unknown>,
  ): Promise<unknown>
  readonly jobs: JobHandler[]
}

const keptSeconds = 24 * 3600
/** A first request whose answer is not there after so long has died, or is as good as dead; what it did is done, its answer is not known. */
const patienceSeconds = 10
const keepOnSeconds = 60

/** The key that the request at hand brought, and whether its transaction has taken it. */
type Ask = { id: string; bodyHash: string; taken: boolean }

export function openIdempotency({ db, clock }: { db: Db; clock: Clock }): Idempotency {
  const keys = db.tables<IdempotencyTables>()
  const asks = new AsyncLocalStorage<Ask>()

  const take = async (tx: AnyTx) => {
    const ask = asks.getStore()
    if (!ask || ask.taken) return
    const row = { id: ask.id, body_hash: ask.bodyHash, created_at: clock.iso() }
    if (!(await takeKey(tx, row, clock.iso(-keptSeconds)))) throw new KeyTaken()
    tx.afterCommit(() => {
      ask.taken = true
    })
  }

  return {
    db: watchedDb(db, take),
    async once({ who, route, key, body }, work) {
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw badKey()
      const ask: Ask = { id: digest([who, route, key]), bodyHash: digest(body), taken: false }
      const earlier = await earlierAnswer(ask)
      if (earlier) return earlier.answer
      try {
        const answer = await asks.run(ask, work)
        if (ask.taken) await inTheEnd(() => keepAnswer(keys, ask.id, JSON.stringify(answer ?? null)))
        return answer
      } catch (error) {
        // Another request with this key was first; this one was rolled back whole.
        const first = error instanceof KeyTaken ? await earlierAnswer(ask) : null
        if (first) return first.answer
        // Done, or nobody knows, and this process has no answer to it: whoever asks again need not wait for one.
        if (ask.taken || isUnsure(error)) void inTheEnd(() => loseAnswer(keys, ask.id))
        throw error
      }
    },
    jobs: [handler({ type: dropOldKeys, run: () => dropKeys(keys, clock.iso(-keptSeconds)) })],
  }

  async function earlierAnswer(ask: Ask): Promise<{ answer: unknown } | null> {
    const row = await findKey(keys, ask.id)
    if (!row || row.created_at < clock.iso(-keptSeconds)) return null
    if (row.body_hash !== ask.bodyHash) throw reused()
    if (row.answer === lost) throw brokenOff()
    if (row.answer !== null) return { answer: JSON.parse(row.answer) }
    throw row.created_at < clock.iso(-patienceSeconds) ? brokenOff() : atWork()
  }
}

/** What was done stays done when its answer cannot be kept at once: the first try is waited for, further ones go on beside. */
async function inTheEnd(keep: () => Promise<void>): Promise<void> {
  await keep().catch(() => void keepOn(keep))
}

async function keepOn(keep: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + keepOnSeconds * 1000; performance.now() < end;) {
    await pause(1000, undefined, { ref: false })
    try {
      return await keep()
    } catch (error) {
      if (error instanceof Fault && error.code === 'stopping') return
    }
  }
}

/** The connection broke during the commit. */
const isUnsure = (error: unknown) => error instanceof Fault && error.code === 'db-unsure'

class KeyTaken extends Error {}

const badKey = () =>
  new Fault('invalid', 'bad-idempotency-key', 'Idempotency-Key takes 1 to 200 visible ASCII characters.')
const reused = () =>
  new Fault(
    'unprocessable',
    'key-reused',
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  )
const atWork = () =>
  new Fault(
    'conflict',
    'key-in-use',
    'A request with this Idempotency-Key is still at work. Ask again in a moment.',
    { retryAfterSeconds: 1 },
  )
const brokenOff = () =>
  new Fault(
    'conflict',
    'answer-lost',
    'What this Idempotency-Key asked for was done, but the answer broke off. Look it up in its list; it was not done twice.',
  )

const dropOldKeys = jobType({
  name: 'platform.drop-idempotency-keys',
  payload: Strict({}),
  timeoutSeconds: 60,
  cron: '17 * * * *',
})

const digest = (value: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
