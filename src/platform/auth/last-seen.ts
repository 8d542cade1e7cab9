import type { Db } from '../db/db.ts'
import type { Log } from '../observability/log.ts'
import type { AccountTables } from './accounts-tables.ts'
import { touchApiKey } from './api-key-store.ts'
import { touchSession } from './session-store.ts'

/** Times of last use, gathered in memory and written together once a minute: no request waits for a disk because it was seen. */
export interface LastSeen {
  session(id: string, at: string): void
  apiKey(id: string, at: string): void
  /** Writes what is left. */
  close(): Promise<void>
}

const writeSeconds = 60

export function openLastSeen(db: Db<AccountTables>, log: Log, seconds = writeSeconds): LastSeen {
  const sessions = new Map<string, string>()
  const apiKeys = new Map<string, string>()
  const write = async () => {
    const seen = [...sessions]
    const used = [...apiKeys]
    sessions.clear()
    apiKeys.clear()
    if (seen.length + used.length === 0) return
    await db.transact(async (tx) => {
      for (const [id, at] of seen) await touchSession(tx, id, at)
      for (const [id, at] of used) await touchApiKey(tx, id, at)
    })
  }
  // What a failed write forgets is noted again by the next request of that session.
  const writeOrTell = () =>
    write().catch((error: unknown) => log.warn({ err: error }, 'last-seen times not written'))
  const timer = setInterval(() => void writeOrTell(), seconds * 1000).unref()
  return {
    session: (id, at) => void sessions.set(id, at),
    apiKey: (id, at) => void apiKeys.set(id, at),
    async close() {
      clearInterval(timer)
      await writeOrTell()
    },
  }
}
