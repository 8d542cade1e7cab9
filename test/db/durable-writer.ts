import { writeSync } from 'node:fs'
import { openSqliteDb } from '../../src/platform/db/sqlite-db.ts'
import { openWalFile } from '../../src/platform/db/sqlite-files.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { payload, type DurableTables } from './durable-rows.ts'

// Child of durable.test.ts: `durable-writer.ts <file> <writers> <rows each> [early]`. Says `ack <writer> <n>` for every
// row that `transact` has answered, then dies without closing. `early` plants the fault: it answers before the sync.
const [file = '', writers = '1', rows = '1', fault] = process.argv.slice(2)

const openEarly = (dbFile: string) => {
  const wal = openWalFile(dbFile)
  return { sync: async () => void wal.sync(), close: wal.close }
}
const db = openSqliteDb(
  file,
  { log: quietLog(), metrics: bareMetrics() },
  { checkpointAtFrames: 40, ...(fault === 'early' && { openWal: openEarly }) },
).tables<DurableTables>()

await db.reshape(async (tx) => {
  await tx.schema
    .createTable('durable_rows')
    .addColumn('writer', 'integer', (c) => c.notNull())
    .addColumn('n', 'integer', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('durable_rows_key', ['writer', 'n'])
    .execute()
  await tx.schema
    .createTable('durable_counts')
    .addColumn('writer', 'integer', (c) => c.primaryKey())
    .addColumn('n', 'integer', (c) => c.notNull())
    .execute()
})

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)))
process.kill(process.pid, 'SIGKILL')

async function write(writer: number) {
  for (let n = 1; n <= Number(rows); n++) {
    await db.transact(async (tx) => {
      await tx
        .insertInto('durable_rows')
        .values({ writer, n, payload: payload(writer, n) })
        .execute()
      await tx
        .insertInto('durable_counts')
        .values({ writer, n })
        .onConflict((c) => c.column('writer').doUpdateSet({ n }))
        .execute()
    })
    writeSync(1, `ack ${writer} ${n}\n`)
  }
}
