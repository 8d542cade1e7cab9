import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import { Strict } from '../../contract/shapes.ts'
import {
  dropKeys,
  findKey,
  freeKey,
  type IdempotencyTables,
  keepAnswer,
  reserveKey,
} from './idempotency-store.ts'

/**
 * `Idempotency-Key`: the same key and body give the same answer for 24 hours. The key is reserved before the work starts and
 * the answer kept after it, so a second request never does the work twice: while the first is at work, or died half-way,
 * it is told 409 and to look.
 */
export interface Idempotency {
  /** Runs `work` unless this key has run already. `who` keeps the keys of people apart. */
  once(
    ask: { who: string; route: string; key: string; body: unknown },
    work: () => Promise<Kept>,
  ): Promise<Kept>
  readonly jobs: JobHandler[]
}
export type Kept = { status: number; answer: unknown }

const keptSeconds = 24 * 3600
/** A request that is at work for longer died with its process; what it did is done, its answer is not known. */
const staleSeconds = 120

export function openIdempotency({ db, clock }: { db: Db; clock: Clock }): Idempotency {
  const keys = db.tables<IdempotencyTables>()
  return {
    async once({ who, route, key, body }, work) {
      if (!/^[\x21-\x7e]{1,200}$/.test(key))
        throw new Fault(
          'invalid',
          'bad-idempotency-key',
          'Idempotency-Key takes 1 to 200 visible ASCII characters.',
        )
      const id = digest([who, route, key])
      const body_hash = digest(body)
      if (!(await reserveKey(keys, { id, body_hash, created_at: clock.iso() }))) return earlier(id, body_hash)
      try {
        const kept = await work()
        await keepAnswer(keys, id, kept.status, JSON.stringify(kept.answer ?? null))
        return kept
      } catch (error) {
        // Refused or rolled back: nothing was created, so the same key may try again.
        await freeKey(keys, id)
        throw error
      }
    },
    jobs: [
      handler({
        type: dropOldKeys,
        run: () => dropKeys(keys, clock.iso(-keptSeconds)),
      }),
    ],
  }

  async function earlier(id: string, bodyHash: string): Promise<Kept> {
    const row = await findKey(keys, id)
    if (row && row.body_hash !== bodyHash)
      throw new Fault(
        'unprocessable',
        'key-reused',
        'This Idempotency-Key was used with another body. Use a new key for a new request.',
      )
    if (row?.status != null) return { status: row.status, answer: JSON.parse(row.answer ?? 'null') }
    const old = row !== undefined && row.created_at < clock.iso(-staleSeconds)
    throw new Fault(
      'conflict',
      'key-in-use',
      old
        ? 'An earlier request with this Idempotency-Key broke off and its answer is not known. Look whether it was done before you send it with a new key.'
        : 'A request with this Idempotency-Key is still at work. Ask again in a moment.',
      { retryAfterSeconds: old ? 60 : 1 },
    )
  }
}

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
