import type { Bus } from '../bus/bus.ts'
import type { AnyTx } from '../db/db.ts'

/** Something about these rows is no longer what anyone remembers: sessions, keys, names, roles. */
export type Change = { accountId?: string; spaceId?: string }

export interface Changes {
  /** After the commit: this process forgets at once, the others when the bus tells them. */
  announce(tx: AnyTx, change: Change): void
  listen(listener: (change: Change) => void): void
  close(): void
}

const topic = 'auth.changed'

export function openChanges(bus: Pick<Bus, 'publish' | 'subscribe'>): Changes {
  const listeners = new Set<(change: Change) => void>()
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const stop = bus.subscribe(topic, (message) => tell(message as Change))
  return {
    announce(tx, change) {
      tx.afterCommit(() => {
        tell(change)
        return bus.publish(topic, change)
      })
    },
    listen: (listener) => void listeners.add(listener),
    close: stop,
  }
}
