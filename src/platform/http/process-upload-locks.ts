import { soleHold } from '../storage/storage.ts'
import { busy, turnSeconds, type UploadLocks } from './upload-locks.ts'

type Turn = { askToStop: () => void | Promise<void>; begin: () => void }

/** Locks of this process; they hold no timer and die with it. */
export function openProcessUploadLocks(patienceSeconds = turnSeconds): UploadLocks {
  /** Per id the holder, then those who wait. */
  const queues = new Map<string, Turn[]>()

  const acquire = (id: string, askToStop: Turn['askToStop']) =>
    new Promise<Turn>((resolve, reject) => {
      const turns = queues.get(id) ?? []
      const timer = setTimeout(() => {
        leave(id, turn)
        reject(busy())
      }, patienceSeconds * 1000)
      const turn: Turn = {
        askToStop,
        begin() {
          clearTimeout(timer)
          resolve(turn)
          // Someone waits already: this turn is to be a short one.
          if (turns.length > 1) void askToStop()
        },
      }
      queues.set(id, turns)
      turns.push(turn)
      if (turns.length === 1) turn.begin()
      else void turns[0]!.askToStop()
    })

  const leave = (id: string, turn: Turn) => {
    const turns = queues.get(id) ?? []
    const held = turns[0] === turn
    turns.splice(turns.indexOf(turn), 1)
    if (turns.length === 0) queues.delete(id)
    else if (held) turns[0]!.begin()
  }

  return {
    newLock(id) {
      let turn: Turn | null = null
      return {
        async lock(_signal, askToStop) {
          turn = await acquire(id, askToStop)
        },
        async unlock() {
          if (turn) leave(id, turn)
          turn = null
        },
      }
    },
    async hold(id, work) {
      const turn = await acquire(id, () => undefined)
      try {
        return await work()
      } finally {
        leave(id, turn)
      }
    },
    holdOf: () => soleHold,
    askAllToStop() {
      for (const [holder] of queues.values()) void holder?.askToStop()
    },
    tidy: async () => undefined,
    close: async () => undefined,
  }
}
