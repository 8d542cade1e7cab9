import type { DatabaseConnection, Driver } from 'kysely'

/** Kysely's driver over one connection that only looks: whoever wants to write is told how. */
export const lookingDriver = (connection: DatabaseConnection): Driver => ({
  init: nothing,
  acquireConnection: () => Promise.resolve(connection),
  releaseConnection: nothing,
  beginTransaction: noTransactions,
  commitTransaction: noTransactions,
  rollbackTransaction: noTransactions,
  destroy: nothing,
})

const noTransactions = () => Promise.reject(new Error('Write through db.transact'))
const nothing = () => Promise.resolve()
