import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMigrator } from '../db/migrator.ts'
import { hostileRows, lending } from './move.fixture.ts'
import { dump, makeHouse, move, type Place, planned, withDb } from './moving.fixture.ts'
import { openSource } from './open-ends.ts'
import type { Row } from './rows.ts'
import type { Target } from './target.ts'

/** What a move keeps, refuses and survives, from places of one engine to places of another. */
export function describeMove(name: string, from: () => Promise<Place>, to: () => Promise<Place>): void {
  describe(`a move ${name}`, () => {
    let source: Place
    let target: Place
    beforeEach(async () => {
      source = await from()
      target = await to()
    })
    afterEach(async () => {
      await source.remove()
      await target.remove()
    })

    test('every row arrives as it was, and comes home as it was', async () => {
      await makeHouse(source, hostileRows)
      const moved = await move(source, target)
      expect(moved.map(({ table, rows }) => [table, rows])).toEqual([
        ['Shelf "A"', 1],
        ['items', 12],
        ['loans', 4],
        ['readings', 3],
        ['shelves', 2],
        ['tickets', 3],
      ])
      const home = await from()
      try {
        const back = await move(target, home)
        expect(back).toEqual(moved)
        expect(await dump(home)).toEqual(await dump(source))
        expect(await migrationsOf(home)).toEqual(await migrationsOf(source))
      } finally {
        await home.remove()
      }
    })

    test('what arrived is a house: migrations in place, links and unique keys guarded, numbers go on', async () => {
      await makeHouse(source, { ...hostileRows, tickets: [[41n, 'a']] })
      await move(source, target)
      expect(await migrationsOf(target)).toEqual(await migrationsOf(source))
      await withDb(target, async (db) => {
        expect(await openMigrator(db, [lending]).up()).toEqual([])
        const all = db.tables<Record<string, Record<string, unknown>>>()
        const add = (table: string, row: Record<string, unknown>) =>
          all.transact((tx) => tx.insertInto(table).values(row).execute())
        await expect(add('loans', { item_id: 'nobody', n: 1, id: 'x', at: '' })).rejects.toThrow()
        await add('items', { id: 'x', size: 1, copies: -1 })
        await expect(add('items', { id: 'y', size: 1, copies: -1 })).rejects.toThrow()
        await add('tickets', { word: 'next' })
        const next = await all.read.selectFrom('tickets').selectAll().where('word', '=', 'next').execute()
        expect(next).toEqual([{ number: 42, word: 'next' }])
      })
    })

    test('a move that was killed goes on where it stopped; until then no house starts on it', async () => {
      await makeHouse(source, { ...hostileRows, tickets: tickets(9000) })
      let writes = 0
      const dying = (whole: Target): Target => ({
        ...whole,
        write: (...step) => (++writes > 7 ? Promise.reject(new Error('killed')) : whole.write(...step)),
      })
      await expect(move(source, target, { target: dying })).rejects.toThrow('killed')
      await withDb(target, async (db) => {
        await expect(openMigrator(db, [lending]).up()).rejects.toMatchObject({ code: 'unfinished-move' })
      })
      await expect(move(source, target)).rejects.toMatchObject({ code: 'unfinished-move' })
      let again = 0
      const counting = (whole: Target): Target => ({
        ...whole,
        write: async (table, rows, step) => {
          again += rows.length
          await whole.write(table, rows, step)
        },
      })
      const moved = await move(source, target, { resume: true, target: counting })
      expect(moved.find(({ table }) => table === 'tickets')?.rows).toBe(9000)
      expect(again).toBeLessThan(9000)
      expect(await dump(target)).toEqual(await dump(source))
    })

    test('asked to stop, it stops between two batches and can go on', async () => {
      await makeHouse(source, { tickets: tickets(5000) })
      const stopping = new AbortController()
      const stops = (whole: Target): Target => ({
        ...whole,
        write: async (...step) => {
          stopping.abort()
          await whole.write(...step)
        },
      })
      const { signal } = stopping
      await expect(move(source, target, { target: stops, signal })).rejects.toMatchObject({ code: 'stopped' })
      await move(source, target, { resume: true })
      expect(await dump(target)).toEqual(await dump(source))
    })

    test('two moves into one database do not mix', async () => {
      await makeHouse(source, { tickets: tickets(9000) })
      let writes = 0
      const twice = (whole: Target): Target => ({
        ...whole,
        async write(table, rows, step) {
          await whole.write(table, rows, step)
          // The same rows once more, as another move would send them.
          if (++writes === 2) await whole.write(table, rows, step)
        },
      })
      await expect(move(source, target, { target: twice })).rejects.toMatchObject({
        code: 'moved-by-another',
      })
    })

    test('a row that is changed on the way is found', async () => {
      await makeHouse(source, hostileRows)
      const lossy = (whole: Target): Target => ({
        ...whole,
        write: (table, rows, step) =>
          whole.write(
            table,
            table.name === 'items' ? rows.map((row) => [...row.slice(0, -1), null]) : rows,
            step,
          ),
      })
      await expect(move(source, target, { target: lossy })).rejects.toMatchObject({ code: 'tables-differ' })
    })

    test('only an empty database is filled', async () => {
      await makeHouse(source, hostileRows)
      await makeHouse(target, { tickets: [[1n, 'mine']] })
      await expect(move(source, target)).rejects.toMatchObject({
        code: 'cannot-move',
        message: expect.stringContaining('is not empty: tickets'),
      })
      expect(await dump(target)).toMatchObject({ tickets: [[1n, 'mine']] })
    })

    test('a house that runs is not moved, and can be looked at', async () => {
      await makeHouse(source, hostileRows)
      await withDb(source, async (db) => {
        await db.ping()
        const plan = await planned(source, target)
        expect(plan.faults).toEqual([])
        expect(plan.tables.map(({ rows }) => rows)).toEqual([1, 12, 4, 3, 2, 3])
        await expect(move(source, target)).rejects.toMatchObject({ code: 'source-in-use' })
      })
      await move(source, target)
    })

    test('derived tables are left out when told', async () => {
      await makeHouse(source, hostileRows)
      const moved = await move(source, target, { derived: ['tickets'] })
      expect(moved.map(({ table }) => table)).not.toContain('tickets')
      expect((await dump(target)).tickets).toEqual([])
    })

    test('migrations of another release, and one that is missing, are told before anything is done', async () => {
      await makeHouse(source, hostileRows)
      const [items, loans] = lending.migrations
      const older = await planned(source, target, [{ owner: 'lending', migrations: [items!] }])
      expect(older.faults.join()).toContain('lending/0002-loans was applied by another release')
      const later = { ...loans!, name: '0003-later' }
      const newer = await planned(source, target, [{ owner: 'lending', migrations: [items!, loans!, later] }])
      expect(newer.faults.join()).toContain('lending/0003-later was never applied')
    })

    test('an empty database is no house', async () => {
      await withDb(source, async (db) => void (await openMigrator(db, []).up()))
      await expect(planned(source, target)).rejects.toMatchObject({ code: 'no-house' })
    })
  })
}

const tickets = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => [BigInt(n + 1), `ticket ${n}`])

async function migrationsOf({ config }: Place): Promise<Row[]> {
  const rows = await openSource(config)
  try {
    const table = (await rows.tables()).find(({ name }) => name === 'schema_migrations')!
    const applied: Row[] = []
    for await (const batch of rows.walk(table, table.key, null)) applied.push(...batch)
    return applied
  } finally {
    await rows.close()
  }
}
