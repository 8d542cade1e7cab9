import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../src/platform/db/db.ts'
import { openSqliteDb } from '../../src/platform/db/sqlite-db.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { mountTmpfs, type Tmpfs } from '../tmpfs.ts'

let disk: Tmpfs | null
let db: Db<{ t: { id: number; body: string } }>
beforeEach(async ({ skip }) => {
  disk = await mountTmpfs(8)
  if (!disk) return skip('needs root: a tmpfs to fill')
  const tools = { log: quietLog(), metrics: bareMetrics() }
  db = openSqliteDb(join(disk.path, 'longhouse.db'), tools, { checkpointAtFrames: 100 }).tables()
  await db.reshape((tx) =>
    tx.schema
      .createTable('t')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('body', 'text')
      .execute(),
  )
})
afterEach(async () => {
  await db?.close()
  await disk?.close()
})

const add = (id: number) =>
  db.transact((tx) =>
    tx
      .insertInto('t')
      .values({ id, body: 'x'.repeat(10_000) })
      .execute(),
  )
const ids = async () =>
  (await db.read.selectFrom('t').select('id').orderBy('id').execute()).map((row) => row.id)

test('a full disk refuses writes in words, tears nothing, keeps reading, and goes on when there is room', async () => {
  const ballast = join(disk!.path, 'ballast')
  await writeFile(ballast, Buffer.alloc(3_000_000))
  const kept: number[] = []
  const fill = async () => {
    for (let id = 1; id < 2000; id++) {
      await add(id)
      kept.push(id)
    }
  }
  await expect(fill()).rejects.toMatchObject({ kind: 'full', code: 'disk-full' })
  expect(await ids()).toEqual(kept)
  await expect(add(5000)).rejects.toMatchObject({ kind: 'full', code: 'disk-full' })
  await db.ping()

  await rm(ballast)
  await add(6000)
  expect(await ids()).toEqual([...kept, 6000])
})
