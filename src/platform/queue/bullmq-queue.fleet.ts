import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { openTestRedis } from '../../../test/harness/open-test-redis.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { openBus } from '../bus/open-bus.ts'
import { systemClock } from '../clock.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { JobTables } from './job-tables.ts'
import { openQueue } from './open-queue.ts'
import { type QueueHouse, queueSuite, suiteTimes } from './queue.suite.ts'

queueSuite('BullMQ over PostgreSQL', () => openHouse(openTestDb([platformMigrations])))
queueSuite('BullMQ over SQLite', () => openHouse(openTestDb([platformMigrations], { sqlite: true })))

/** Every queue has clients and a bus of its own, as a process has. */
async function openHouse(opening: Promise<TestDb>): Promise<QueueHouse> {
  const { db, close } = await opening
  const place = openTestRedis()
  return {
    db: db.tables<JobTables>(),
    async open({ times, clock = systemClock, deaf = false } = {}) {
      const shared = { engine: 'redis', redis: await place.connect() } as const
      const bus = await openBus(shared, { log: quietLog() })
      const heard = deaf ? { ...bus, subscribe: () => () => {} } : bus
      const parts = { db, bus: heard, log: quietLog(), metrics: bareMetrics(), clock }
      return openQueue(shared, parts, { ...suiteTimes, poll: 0.5, ...times })
    },
    async close() {
      await place.close()
      await close()
    },
  }
}
