import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { newId } from '../src/platform/ids.ts'
import { openSqliteDb } from '../src/platform/db/sqlite-db.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'

const writers = 64
const seconds = 4
const body = 'x'.repeat(400)

/** What a write costs when its answer means that it survives power loss. */
export const bench = {
  name: 'durable-writes',
  title: 'Acknowledged durable writes on SQLite, 64 writers',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-durable-'))
    try {
      const syncs = syncRate(join(folder, 'raw'))
      const alone = oneAtATime(join(folder, 'alone.db'))
      const { rate, perSync, pause } = await together(join(folder, 'longhouse.db'))
      return {
        rows: [
          { what: 'writes a second', value: rate.toFixed(0), target: '≥ 1500', ok: rate >= 1500 },
          { what: 'commits that share a sync', value: perSync.toFixed(1) },
          {
            what: 'times one at a time with synchronous=FULL',
            value: `${(rate / alone).toFixed(1)} × (${alone.toFixed(0)})`,
          },
          {
            what: 'times bare fdatasync of 4 KiB',
            value: `${(rate / syncs).toFixed(1)} × (${syncs.toFixed(0)})`,
          },
          { what: 'longest pause of the event loop', value: `${pause.toFixed(0)} ms` },
        ],
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

/** Group commit through the house's own db, checkpoints included. */
async function together(file: string) {
  const metrics = bareMetrics()
  const db = openSqliteDb(file, { log: quietLog(), metrics }).tables<{ rows: { id: string; body: string } }>()
  const figure = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)!.get()).values[0]!.value
  await db.reshape((tx) =>
    tx.schema
      .createTable('rows')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text')
      .execute(),
  )
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const started = performance.now()
  const end = started + seconds * 1000
  let done = 0
  const write = async () => {
    for (; performance.now() < end; done++)
      await db.transact((tx) => tx.insertInto('rows').values({ id: newId(), body }).execute())
  }
  await Promise.all(Array.from({ length: writers }, write))
  const took = (performance.now() - started) / 1000
  delays.disable()
  const perSync = (await figure('longhouse_db_commits_total')) / (await figure('longhouse_db_syncs_total'))
  await db.close()
  return { rate: done / took, perSync, pause: delays.max / 1e6 }
}

/** The plain way: SQLite syncs at every commit. */
function oneAtATime(file: string): number {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec('create table rows (id text primary key, body text)')
  const insert = db.prepare('insert into rows values (?, ?)')
  const rate = perSecond(() => void insert.run(newId(), body))
  db.close()
  return rate
}

/** What the disk can do at most, one sync after the other. */
function syncRate(file: string): number {
  const fd = openSync(file, 'w')
  const block = Buffer.alloc(4096, 1)
  const rate = perSecond(() => {
    writeSync(fd, block)
    fdatasyncSync(fd)
  })
  closeSync(fd)
  return rate
}

function perSecond(once: () => void): number {
  const started = performance.now()
  const end = started + (seconds * 1000) / 2
  let count = 0
  for (; performance.now() < end; count++) once()
  return (count / (performance.now() - started)) * 1000
}
