import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import type { Log } from '../observability/log.ts'
import { isGone, newOwner } from '../queue/process-identity.ts'
import { openProcessUploadLocks } from './process-upload-locks.ts'
import {
  beatLocks,
  findLock,
  forgetLocks,
  releaseLock,
  takeFreeLock,
  takeLockFrom,
  wantLock,
} from './upload-lock-store.ts'
import type { UploadLockRow, UploadLockTables } from './upload-lock-tables.ts'
import { busy, taken, turnSeconds, type UploadLocks } from './upload-locks.ts'

/** A lock that this process holds. Times are of the monotonic clock, in milliseconds. */
type Held = {
  id: string
  epoch: number
  askToStop: () => void | Promise<void>
  /** When the last beat was asked for that the database has taken. */
  beatenAt: number
  lost: boolean
}
/** Seconds: between beats; without one, as others watch it, until the holder is dead; by which a holder stops writing earlier than that. */
export type LockTimes = { turn: number; beat: number; dead: number; margin: number }
const usual: LockTimes = { turn: turnSeconds, beat: 1.5, dead: 6, margin: 1.5 }

const stopTopic = 'uploads.stop'
const keptDays = 8
const beatenAtOnce = 500

/**
 * A row for each upload under the locks of this process. A holder that beats no more for `dead` seconds, as watched with one's own clock, loses it, on the
 * same machine at once when its process is gone; no time of day takes part. The bus only hurries: a beat tells the holder, too, that somebody waits.
 */
export function openSharedUploadLocks(house: {
  db: Db
  bus: Bus
  clock: Clock
  log: Log
  times?: LockTimes
}): UploadLocks {
  const { bus, clock, log, times = usual } = house
  const db = house.db.tables<UploadLockTables>()
  const here = openProcessUploadLocks(times.turn)
  const holder = newOwner()
  const held = new Map<string, Held>()
  const taker = (id: string) => ({ id, holder, time: clock.iso() })

  const take = async (id: string, askToStop: Held['askToStop']): Promise<Held> => {
    const begun = performance.now()
    let seen = null as { row: UploadLockRow; since: number } | null
    for (let wait = 50; ; wait = Math.min(wait * 1.5, 400)) {
      const asked = performance.now()
      const epoch = await db.transact(async (tx) => {
        const free = await takeFreeLock(tx, taker(id))
        return free ?? (seen && isDead(seen) ? takeLockFrom(tx, seen.row, taker(id)) : null)
      })
      if (epoch !== null) {
        const mine = { id, epoch, askToStop, beatenAt: asked, lost: false }
        held.set(id, mine)
        return mine
      }
      const row = await findLock(db.read, id)
      if (!row) continue
      if (seen?.row.epoch !== row.epoch) await askFor(row)
      if (seen?.row.epoch !== row.epoch || seen.row.beat !== row.beat)
        seen = { row, since: performance.now() }
      if (performance.now() - begun > times.turn * 1000) throw busy()
      await pause(isDead(seen) ? 0 : wait)
    }
  }

  /** Nobody else in this process can hold it: that is what the lock of the process is for. */
  const isDead = ({ row, since }: { row: UploadLockRow; since: number }) =>
    row.holder !== null &&
    (row.holder === holder || performance.now() - since > times.dead * 1000 || isGone(row.holder))

  const askFor = async (row: UploadLockRow) => {
    await db.transact((tx) => wantLock(tx, row))
    await bus.publish(stopTopic, { id: row.upload_id })
  }

  const release = async (mine: Held) => {
    held.delete(mine.id)
    if (mine.lost) return
    await db
      .transact((tx) => releaseLock(tx, { id: mine.id, holder, epoch: mine.epoch }))
      .catch((error: unknown) =>
        log.warn({ err: error }, 'a lock of an upload was not let go; it ends by itself'),
      )
  }

  const beat = async (some: readonly Held[]) => {
    const asked = performance.now()
    const rows = await db.transact((tx) =>
      beatLocks(
        tx,
        holder,
        some.map(({ id }) => id),
      ),
    )
    const found = new Map(rows.map((row) => [row.upload_id, row]))
    for (const one of some) {
      if (held.get(one.id) !== one) continue
      const row = found.get(one.id)
      one.lost = row?.epoch !== one.epoch
      if (!one.lost) one.beatenAt = asked
      if (one.lost || row?.wanted === 1) void one.askToStop()
    }
  }

  let beating = false
  const timer = setInterval(() => {
    if (beating || held.size === 0) return
    beating = true
    beatAll(beat, [...held.values()])
      .catch((error: unknown) => log.warn({ err: error }, 'locks of uploads could not be renewed'))
      .finally(() => (beating = false))
  }, times.beat * 1000).unref()
  const unsubscribe = bus.subscribe(stopTopic, (message) => {
    const { id } = message as { id: string }
    void held.get(id)?.askToStop()
  })

  return {
    newLock(id) {
      const turn = here.newLock(id)
      let mine: Held | null = null
      return {
        async lock(signal, askToStop) {
          await turn.lock(signal, askToStop)
          try {
            mine = await take(id, askToStop)
          } catch (error) {
            await turn.unlock()
            throw error
          }
        },
        async unlock() {
          if (mine) await release(mine)
          mine = null
          await turn.unlock()
        },
      }
    },
    hold: (id, work) =>
      here.hold(id, async () => {
        const mine = await take(id, () => undefined)
        try {
          return await work()
        } finally {
          await release(mine)
        }
      }),
    holdOf(id) {
      const mine = held.get(id)
      if (!mine) throw new Error(`nobody here holds the upload ${id}`)
      return {
        epoch: mine.epoch,
        check() {
          if (mine.lost || performance.now() - mine.beatenAt > (times.dead - times.margin) * 1000)
            throw taken()
        },
      }
    },
    askAllToStop: () => here.askAllToStop(),
    async tidy() {
      await db.transact((tx) => forgetLocks(tx, clock.iso(-keptDays * 24 * 3600)))
    },
    async close() {
      clearInterval(timer)
      unsubscribe()
    },
  }
}

async function beatAll(beat: (some: readonly Held[]) => Promise<void>, all: readonly Held[]): Promise<void> {
  for (let from = 0; from < all.length; from += beatenAtOnce) await beat(all.slice(from, from + beatenAtOnce))
}
