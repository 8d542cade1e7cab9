import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { openBus } from '../bus/open-bus.ts'
import { systemClock } from '../clock.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { JobTables } from './job-tables.ts'
import { openQueue } from './open-queue.ts'
import { queueSuite, suiteTimes } from './queue.suite.ts'

queueSuite('embedded', async () => {
  const { db, close } = await openTestDb([platformMigrations])
  const bus = await openBus({ engine: 'memory' }, { log: quietLog() })
  const deafBus = { ...bus, subscribe: () => () => {} }
  return {
    db: db.tables<JobTables>(),
    open: ({ times, clock = systemClock, deaf = false } = {}) =>
      openQueue(
        { engine: 'memory' },
        { db, bus: deaf ? deafBus : bus, log: quietLog(), metrics: bareMetrics(), clock },
        { ...suiteTimes, ...times },
      ),
    async close() {
      await bus.close()
      await close()
    },
  }
})
