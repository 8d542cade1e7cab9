import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { AnyTx, Db, MigrationSet } from './db.ts'
import { fromJson, type Json, toJson } from './json.ts'
import { openMigrator } from './migrator.ts'
import { runScoped } from './scope.ts'

type SuiteTables = {
  shelves: { id: string; name: string }
  books: {
    id: string
    shelf_id: string
    title: string
    pages: number
    size: number
    rating: number | null
    lent: 0 | 1
    tags: Json<{ names: string[] }>
    added_at: string
  }
}

/** Behaviour of every db. `open` gives an empty database and, by `again`, what another process would open. */
export function dbSuite(
  name: string,
  open: () => Promise<{ db: Db; again(): Promise<Db>; close(): Promise<void> }>,
) {
  describe(`db: ${name}`, () => {
    let house: Awaited<ReturnType<typeof open>>
    let db: Db<SuiteTables>
    beforeEach(async () => {
      house = await open()
      await openMigrator(house.db, [suiteSet]).up()
      db = house.db.tables<SuiteTables>()
      await db.transact((tx) => tx.insertInto('shelves').values({ id: 's', name: 'Shelf' }).execute())
    })
    afterEach(() => house.close())

    const add = (...books: SuiteTables['books'][]) =>
      db.transact((tx) => tx.insertInto('books').values(books).execute())
    const titles = async () =>
      (await db.read.selectFrom('books').select('title').orderBy('id').execute()).map((row) => row.title)

    describe('transactions', () => {
      test('keep all or nothing', async () => {
        await db.transact(async (tx) => {
          await tx.insertInto('books').values(book('1')).execute()
          await tx.insertInto('books').values(book('2')).execute()
        })
        await expect(
          db.transact(async (tx) => {
            await tx.insertInto('books').values(book('3')).execute()
            await tx.updateTable('books').set({ pages: 1 }).execute()
            throw new RangeError('changed my mind')
          }),
        ).rejects.toThrow(RangeError)
        expect(await titles()).toEqual(['Book 1', 'Book 2'])
      })

      test('answer what work answers and see their own writes', async () => {
        const seen = await db.transact(async (tx) => {
          await tx.insertInto('books').values(book('1')).execute()
          return tx.selectFrom('books').select('title').executeTakeFirst()
        })
        expect(seen).toEqual({ title: 'Book 1' })
      })

      test('are invisible to db.read until they are committed, also from inside', async () => {
        await db.transact(async (tx) => {
          await tx.insertInto('books').values(book('1')).execute()
          expect(await titles()).toEqual([])
        })
        expect(await titles()).toEqual(['Book 1'])
      })

      test('count the rows they change', async () => {
        await add(book('1'), book('2'))
        const counts = await db.transact(async (tx) => [
          await tx.updateTable('books').set({ pages: 7 }).executeTakeFirst(),
          await tx.updateTable('books').set({ pages: 8 }).where('id', '=', 'none').executeTakeFirst(),
          await tx.deleteFrom('books').where('id', '=', '2').executeTakeFirst(),
        ])
        expect(counts).toMatchObject([{ numUpdatedRows: 2n }, { numUpdatedRows: 0n }, { numDeletedRows: 1n }])
      })

      test('refuse another one inside, at once, and go on without', async () => {
        await expect(db.transact(() => db.transact(async () => 'inner'))).rejects.toThrow('transact inside')
        await expect(db.transact(() => db.reshape(async () => 'inner'))).rejects.toThrow('transact inside')
        expect(await db.transact(async () => 'outer')).toBe('outer')
      })

      test('let what was started inside, but goes on later, transact', async () => {
        const later = Promise.withResolvers<void>()
        let started: Promise<unknown> = Promise.resolve()
        await db.transact(async () => {
          started = later.promise.then(() => db.transact(async () => 'later'))
        })
        later.resolve()
        expect(await started).toBe('later')
      })

      test('leave a tx that cannot be used afterwards', async () => {
        const kept: AnyTx[] = []
        await db.transact(async (tx) => void kept.push(tx))
        await expect(kept[0]!.insertInto('books').values(book('1')).execute()).rejects.toThrow()
        expect(await titles()).toEqual([])
      })

      test('are over after a statement has failed, even when work catches it', async () => {
        await add(book('1'))
        await expect(
          db.transact(async (tx) => {
            await tx.insertInto('books').values(book('2')).execute()
            await tx
              .insertInto('books')
              .values(book('1'))
              .execute()
              .catch(() => {})
            await tx.insertInto('books').values(book('3')).execute()
          }),
        ).rejects.toThrow()
        await expect(
          db.transact(async (tx) => {
            await tx.insertInto('books').values(book('2')).execute()
            await tx
              .insertInto('books')
              .values(book('1'))
              .execute()
              .catch(() => {})
          }),
        ).rejects.toMatchObject({ code: 'taken' })
        expect(await titles()).toEqual(['Book 1'])
      })
    })

    describe('effects', () => {
      test('run after the commit, in order, before transact answers', async () => {
        const told: string[] = []
        await db.transact(async (tx) => {
          tx.afterCommit(async () => {
            told.push(`first: ${(await titles()).join()}`)
          })
          tx.afterCommit(() => void told.push('second'))
          await tx.insertInto('books').values(book('1')).execute()
          told.push('work')
        })
        expect(told).toEqual(['work', 'first: Book 1', 'second'])
      })

      test('never run after a rollback', async () => {
        const told: string[] = []
        const work = db.transact(async (tx) => {
          tx.afterCommit(() => void told.push('effect'))
          await tx
            .insertInto('books')
            .values(book('1', { shelf_id: 'gone' }))
            .execute()
        })
        await expect(work).rejects.toThrow()
        expect(told).toEqual([])
      })

      test('that throw do not hurt the caller, the others or the row', async () => {
        const told: string[] = []
        const answer = await db.transact(async (tx) => {
          tx.afterCommit(() => Promise.reject(new Error('rejected')))
          tx.afterCommit(() => {
            throw new Error('thrown')
          })
          tx.afterCommit(() => void told.push('third'))
          await tx.insertInto('books').values(book('1')).execute()
          return 'answer'
        })
        expect([answer, told, await titles()]).toEqual(['answer', ['third'], ['Book 1']])
      })

      test('may transact', async () => {
        await db.transact(async (tx) => tx.afterCommit(() => void add(book('1'))))
        await until(async () => (await titles()).length === 1)
        await db.transact(async (tx) => tx.afterCommit(async () => void (await add(book('2')))))
        expect(await titles()).toEqual(['Book 1', 'Book 2'])
      })
    })

    describe('values', () => {
      test('come back as they went in', async () => {
        const odd = book('1', {
          title: `Ünï©ode 🎥 "quo'tes" \\ %_ \u202E line\nbreak`,
          pages: -1,
          size: Number.MAX_SAFE_INTEGER,
          rating: 0.1,
          lent: 1,
          tags: toJson({ names: ['ä', '', '{"}'] }),
        })
        await add(odd, book('2', { size: 5_000_000_000, rating: null }))
        const rows = await db.read.selectFrom('books').selectAll().orderBy('id').execute()
        expect(rows[0]).toEqual(odd)
        expect(rows[1]).toMatchObject({ size: 5_000_000_000, rating: null })
        expect(fromJson(rows[0]!.tags).names).toEqual(['ä', '', '{"}'])
      })

      test('sums and counts are numbers', async () => {
        await add(book('1', { size: 5_000_000_000 }), book('2', { size: 6_000_000_000 }))
        const row = await db.read
          .selectFrom('books')
          .select((e) => [e.fn.sum<number>('size').as('size'), e.fn.countAll<number>().as('count')])
          .executeTakeFirstOrThrow()
        expect(row).toEqual({ size: 11_000_000_000, count: 2 })
      })

      test('text compares by code point: times, ids and keysets', async () => {
        const texts = ['2026-01-01T00:00:00.000Z', 'Z', 'a', 'b', 'Ä', 'ä', '🎥']
        await add(...texts.map((title, n) => book(String(n), { title })).toReversed())
        const rows = await db.read.selectFrom('books').select('title').orderBy('title').execute()
        expect(rows.map((row) => row.title)).toEqual(texts)
      })

      test('pages by keyset meet every row once, while rows are added', async () => {
        const at = (n: number) => `2026-01-0${1 + (n % 3)}T00:00:00.000Z`
        await add(
          ...Array.from({ length: 20 }, (_, n) =>
            book(`k${String(n).padStart(2, '0')}`, { added_at: at(n) }),
          ),
        )
        const pageAfter = ({ added_at, id }: { added_at: string; id: string }) =>
          db.read
            .selectFrom('books')
            .select(['added_at', 'id'])
            .where((e) => e(e.refTuple('added_at', 'id'), '<', e.tuple(added_at, id)))
            .orderBy('added_at', 'desc')
            .orderBy('id', 'desc')
            .limit(3)
            .execute()
        const met: string[] = []
        let page = await pageAfter({ added_at: '~', id: '~' })
        for (; page.length > 0; page = await pageAfter(page.at(-1)!)) {
          met.push(...page.map((row) => row.id))
          if (met.length === 6) await add(book('new', { added_at: '2027-01-01T00:00:00.000Z' }))
        }
        expect(met).toHaveLength(20)
        expect(new Set(met).size).toBe(20)
      })

      test('upsert writes once or changes', async () => {
        const put = (pages: number) =>
          db.transact((tx) =>
            tx
              .insertInto('books')
              .values(book('1', { pages }))
              .onConflict((c) => c.column('id').doUpdateSet((e) => ({ pages: e.ref('excluded.pages') })))
              .returning(['id', 'pages'])
              .executeTakeFirstOrThrow(),
          )
        expect(await put(1)).toEqual({ id: '1', pages: 1 })
        expect(await put(2)).toEqual({ id: '1', pages: 2 })
        const again = await db.transact((tx) =>
          tx
            .insertInto('books')
            .values(book('1', { pages: 3 }))
            .onConflict((c) => c.doNothing())
            .returning('id')
            .execute(),
        )
        expect(again).toEqual([])
      })
    })

    describe('errors', () => {
      const code = (work: Promise<unknown>) =>
        work.then(
          () => 'no error',
          (error: { kind?: string; code?: string }) => `${error.kind}/${error.code}`,
        )

      test('have a kind and a code', async () => {
        await add(book('1'))
        expect(await code(add(book('1')))).toBe('conflict/taken')
        expect(await code(add(book('2', { title: 'Book 1' })))).toBe('conflict/taken')
        expect(await code(add(book('2', { shelf_id: 'gone' })))).toBe('conflict/linked')
        expect(await code(db.transact((tx) => tx.deleteFrom('shelves').execute()))).toBe('conflict/linked')
        expect(await code(add(book('2', { pages: 1_000_000 })))).toBe('invalid/refused-by-db')
        expect(await code(add(book('2', { title: null as unknown as string })))).toBe('invalid/refused-by-db')
        expect(await titles()).toEqual(['Book 1'])
      })

      test('of the code, not of a person, are no Faults', async () => {
        const wrong = db.read
          .selectFrom('nowhere' as 'books')
          .selectAll()
          .execute()
        expect(await code(wrong)).not.toContain('conflict')
        await expect(wrong).rejects.toThrow('nowhere')
      })

      test('db.read cannot write', async () => {
        const sneaky = db.read as unknown as AnyTx
        await expect(sneaky.insertInto('books').values(book('1')).execute()).rejects.toThrow()
        expect(await titles()).toEqual([])
      })
    })

    test('64 writers at once all make progress, none is lost', async () => {
      // Connections that are only now being made hold up whoever waits for them.
      await Promise.all(Array.from({ length: 64 }, () => db.transact(async () => {})))
      const progress = Array.from({ length: 64 }, () => 0)
      let most = 0
      await Promise.all(
        progress.map(async (_, writer) => {
          for (let n = 0; n < 5; n++) {
            await add(book(`${writer}-${n}`))
            progress[writer]!++
            most = Math.max(most, Math.max(...progress) - Math.min(...progress))
          }
        }),
      )
      // First come, first served: nobody is through before everybody has had a turn.
      expect(most).toBeLessThan(5)
      expect(await titles()).toHaveLength(320)
    })

    test('adding to what was read loses no addition', async () => {
      await add(book('1', { pages: 0 }))
      await Promise.all(
        Array.from({ length: 50 }, () =>
          db.transact(async (tx) => {
            const { pages } = await tx
              .selectFrom('books')
              .select('pages')
              .where('id', '=', '1')
              .executeTakeFirstOrThrow()
            await tx
              .updateTable('books')
              .set({ pages: pages + 1 })
              .where('id', '=', '1')
              .execute()
          }),
        ),
      )
      expect(await db.read.selectFrom('books').select('pages').execute()).toEqual([{ pages: 50 }])
    })

    test('a long one gets through between short ones that change what it has read, whoever they are for', async () => {
      await add(book('1', { pages: 0 }))
      const change = (tx: AnyTx) =>
        tx
          .updateTable('books')
          .set((e) => ({ pages: e(e.ref('pages'), '+', 1) }))
          .where('id', '=', '1')
          .execute()
      const going = { on: true }
      let short = 0
      const others = Array.from({ length: 4 }, (_, n) =>
        runScoped({ accountId: null, spaceId: `space ${n}` }, async () => {
          for (; going.on; short++) await db.transact(change)
        }),
      )
      await until(() => short > 8)
      let looked = 0
      const long = db.transact(async (tx) => {
        const read = tx.selectFrom('books').select('pages').where('id', '=', '1')
        const before = (await read.executeTakeFirstOrThrow()).pages
        for (let n = 0; n < 100; n++) looked += (await read.executeTakeFirstOrThrow()).pages - before
        await change(tx)
      })
      await long.finally(() => (going.on = false))
      await Promise.all(others)
      expect(looked).toBe(0)
      expect(await db.read.selectFrom('books').select('pages').execute()).toEqual([{ pages: short + 1 }])
    })

    test('another process sees what is committed and writes beside', async () => {
      const other = (await house.again()).tables<SuiteTables>()
      try {
        await Promise.all(
          Array.from({ length: 20 }, (_, n) => [
            add(book(`here ${n}`)),
            other.transact((tx) =>
              tx
                .insertInto('books')
                .values(book(`there ${n}`))
                .execute(),
            ),
          ]).flat(),
        )
        expect(await titles()).toHaveLength(40)
        expect(await other.read.selectFrom('books').select('id').execute()).toHaveLength(40)
      } finally {
        await other.close()
      }
    })

    test('streams rows while others write', async () => {
      await add(...Array.from({ length: 300 }, (_, n) => book(`${n}`)))
      let count = 0
      for await (const row of (db.read as unknown as AnyTx).selectFrom('books').select('id').stream(10)) {
        if (count++ === 100) await add(book('between'))
        expect(row.id).toBeTruthy()
      }
      expect(count).toBeGreaterThanOrEqual(300)
    })

    test('ping answers, and not after close', async () => {
      const other = await house.again()
      await other.ping()
      await other.close()
      await expect(other.ping()).rejects.toThrow()
      await expect(other.transact(async () => {})).rejects.toThrow()
    })
  })
}

const suiteSet: MigrationSet = {
  owner: 'suite',
  migrations: [
    {
      name: '0001-books',
      async up(db) {
        await db.schema
          .createTable('shelves')
          .addColumn('id', 'text', (c) => c.primaryKey().notNull())
          .addColumn('name', 'text', (c) => c.notNull())
          .execute()
        await db.schema
          .createTable('books')
          .addColumn('id', 'text', (c) => c.primaryKey().notNull())
          .addColumn('shelf_id', 'text', (c) => c.notNull().references('shelves.id'))
          .addColumn('title', 'text', (c) => c.notNull().unique())
          .addColumn('pages', 'integer', (c) => c.notNull().check(sql`pages < 1000000`))
          .addColumn('size', 'bigint', (c) => c.notNull())
          .addColumn('rating', 'real')
          .addColumn('lent', 'integer', (c) => c.notNull())
          .addColumn('tags', 'text', (c) => c.notNull())
          .addColumn('added_at', 'text', (c) => c.notNull())
          .execute()
      },
    },
  ],
}

const book = (id: string, more: Partial<SuiteTables['books']> = {}): SuiteTables['books'] => ({
  id,
  shelf_id: 's',
  title: `Book ${id}`,
  pages: 100,
  size: 1,
  rating: null,
  lent: 0,
  tags: toJson({ names: [] }),
  added_at: '2026-01-01T00:00:00.000Z',
  ...more,
})
