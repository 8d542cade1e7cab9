import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { dbSuite } from './db.suite.ts'
import { openSqliteDb } from './sqlite-db.ts'

dbSuite('sqlite', async () => {
  const { db, file, close } = await openTestDb()
  return { db, close, again: async () => openSqliteDb(file, { log: quietLog(), metrics: bareMetrics() }) }
})
