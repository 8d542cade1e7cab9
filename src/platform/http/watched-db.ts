import type { AnyTx, Db } from '../db/db.ts'

/** The same database; `first` runs at the start of every transaction, inside it. */
export function watchedDb<T>(db: Db<T>, first: (tx: AnyTx) => Promise<void>): Db<T> {
  return {
    read: db.read,
    replica: db.replica,
    dialect: db.dialect,
    transact: (work, options) =>
      db.transact(async (tx) => {
        await first(tx as AnyTx)
        return work(tx)
      }, options),
    reshape: (work) => db.reshape(work),
    tables: <U>() => watchedDb(db.tables<U>(), first),
    openLeaseRenewer: (renewal) => db.openLeaseRenewer(renewal),
    ping: () => db.ping(),
    close: () => db.close(),
  }
}
