import type { Bus } from '../bus/bus.ts'
import type { AnyTx } from '../db/db.ts'
import type { SharedCallers } from './shared-callers.ts'

/** Something about these rows is no longer what anyone remembers: sessions, keys, names, roles. */
export type Change = { accountId?: string; spaceId?: string }

export interface Changes {
  /** After the commit: this process forgets at once, the others when the bus tells them. */
  announce(tx: AnyTx, change: Change): void
  listen(listener: (change: Change) => void): void
  close(): void
}

const topic = 'auth.changed'

export function openChanges(
  bus: Pick<Bus, 'publish' | 'subscribe'>,
  callers: Pick<SharedCallers, 'forget'>,
): Changes {
  const listeners = new Set<(change: Change) => void>()
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const stop = bus.subscribe(topic, (message) => tell(message as Change))
  return {
    announce(tx, change) {
      tx.afterCommit(async () => {
        tell(change)
        if (change.accountId !== undefined) {
          await callers.forget(change.accountId)
          // Whoever asked meanwhile may have been told by another process what it knew before.
          tell(change)
        }
        await bus.publish(topic, change)
      })
    },
    listen: (listener) => void listeners.add(listener),
    close: stop,
  }
}
