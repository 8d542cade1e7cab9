import Database from 'better-sqlite3'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hostileRows } from './move.fixture.ts'
import { dump, inFile, makeHouse, move, onEngine, type Place, planned } from './moving.fixture.ts'
import type { Target } from './target.ts'

/** What only shows between two engines: read by others than the mover, and values that one of them cannot hold. */
let box: Place
let fleet: Place
beforeEach(async () => {
  box = await inFile()
  fleet = await onEngine()
  await makeHouse(box, hostileRows)
})
afterEach(async () => {
  await box.remove()
  await fleet.remove()
})

const fileOf = ({ config }: Place) => (config as { file: string }).file
function inBox<R>(use: (database: Database.Database) => R, place = box): R {
  const database = new Database(fileOf(place))
  try {
    return use(database)
  } finally {
    database.close()
  }
}
const run = (sql: string) => inBox((database) => database.exec(sql))

async function onFleet<R>(sql: string): Promise<R[]> {
  const client = new Client((fleet.config as { url: string }).url)
  await client.connect()
  try {
    await client.query(`set longhouse.space = '*'`)
    return (await client.query(sql)).rows as R[]
  } finally {
    await client.end()
  }
}

/** Every value as SQLite itself writes it out, with its type and its bytes. */
const written = (place: Place) =>
  inBox(
    (database) =>
      Object.keys(hostileRows).map((table) => {
        const columns = database.pragma(`table_info("${table.replaceAll('"', '""')}")`) as { name: string }[]
        const each = columns.map(
          ({ name }) =>
            `typeof("${name}") || ' ' || quote("${name}") || ' ' || coalesce(hex(cast("${name}" as blob)), '')`,
        )
        return database
          .prepare(`select ${each.join(', ')} from "${table.replaceAll('"', '""')}" order by 1, 2`)
          .raw()
          .all()
      }),
    place,
  )

test('bit by bit the same after PostgreSQL, as SQLite writes it out', async () => {
  const before = written(box)
  await move(box, fleet)
  const home = await inFile()
  try {
    await move(fleet, home)
    expect(written(home)).toEqual(before)
  } finally {
    await home.remove()
  }
})

test('from one PostgreSQL to another, as for an upgrade', async () => {
  await move(box, fleet)
  const next = await onEngine()
  try {
    await move(fleet, next)
    expect(await dump(next)).toEqual(await dump(box))
  } finally {
    await next.remove()
  }
})

test('PostgreSQL holds the same bytes, integers and doubles', async () => {
  await move(box, fleet)
  const there = await onFleet<{ hex: string; size: string; weight: string }>(
    `select encode(convert_to(title, 'UTF8'), 'hex') as hex, size::text, encode(float8send(weight), 'hex') as weight
     from items order by id`,
  )
  const here = inBox((database) =>
    database
      .prepare<[], { hex: string; size: string; weight: number | null }>(
        `select lower(hex(title)) as hex, cast(size as text) as size, weight from items order by id`,
      )
      .all(),
  )
  const bits = (value: number | null) => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value ?? 0)
    return value === null ? null : bytes.toString('hex')
  }
  expect(there).toEqual(
    here.map(({ hex, size, weight }, n) => ({
      hex: there[n]!.hex === null ? null : hex,
      size,
      weight: bits(weight),
    })),
  )
})

test.each([
  [
    'a zero character',
    `insert into items (id, title) values ('x', 'a' || char(0) || 'b')`,
    'items.title: text with a zero character (U+0000) in 1 row, the first with id = "x"',
  ],
  [
    'half a character',
    `insert into items (id, title) values ('x', cast(x'eda080' as text))`,
    'items.title: text that is no UTF-8',
  ],
  [
    'bytes that are no text, in a key',
    `insert into items (id) values (cast(x'ff' as text))`,
    'items.id: text that is no UTF-8',
  ],
  [
    'an integer beyond its column',
    `insert into items (id, copies) values ('x', 2147483648), ('y', 9223372036854775807)`,
    'items.copies: an integer beyond integer in 2 rows',
  ],
  [
    'text where a number should be',
    `insert into items (id, size) values ('x', 'many')`,
    'items.size: text in a column of bigint',
  ],
  [
    'a fraction where an integer should be',
    `insert into items (id, size) values ('x', 1.5)`,
    'items.size: real in a column of bigint',
  ],
  [
    'bytes where text should be',
    `insert into items (id, title) values ('x', x'00')`,
    'items.title: bytes in a column of text',
  ],
  [
    'a link that points nowhere',
    `insert into loans (item_id, n, id, at) values ('nobody', 1, 'x', '')`,
    'loans: 1 row points at rows of items that are gone',
  ],
  ['a table without a key', 'create table loose (a text)', 'loose cannot be moved: it has no primary key'],
  [
    'a type that no engine shares',
    'create table odd (a text primary key, b numeric)',
    'odd cannot be moved: its column b is numeric',
  ],
  [
    'a virtual table',
    `create virtual table words using fts5 (word)`,
    'words cannot be moved: it is a virtual table',
  ],
  [
    'text too long for an index',
    `insert into loans (item_id, n, id, at) values ('a', 77, hex(randomblob(2000)), '')`,
    'loans.id: more than 2600 bytes in an index in 1 row',
  ],
])('%s is found by a dry run, and stops the move before it begins to lose', async (_, sql, words) => {
  inBox(
    (database) => database.pragma('foreign_keys = off') && database.exec(`pragma foreign_keys = off; ${sql}`),
  )
  const { faults } = await planned(box, fleet)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(words)
  await expect(move(box, fleet)).rejects.toMatchObject({
    code: expect.stringMatching(/^(cannot-move|does-not-fit|move-broke)$/),
  })
})

test('what does not fit can be corrected, and the move gone on with', async () => {
  run(`insert into tickets (number, word) values (5, 'a' || char(0))`)
  await expect(move(box, fleet)).rejects.toMatchObject({
    code: 'does-not-fit',
    message: expect.stringContaining('tickets.word: text with a zero character (U+0000) with number = "5"'),
  })
  run(`update tickets set word = 'mended' where number = 5`)
  await move(box, fleet, { resume: true })
  expect(await dump(fleet)).toEqual(await dump(box))
})

test('a number that is none stays where it is', async () => {
  await move(box, fleet)
  await onFleet(`update items set weight = 'NaN' where id = 'a'`)
  const home = await inFile()
  try {
    expect((await planned(fleet, home)).faults).toEqual([
      expect.stringContaining('items.weight: a number that is none'),
    ])
  } finally {
    await home.remove()
  }
})

test.each([
  ['the target, while it is written', 'insert into "tickets"'],
  ['the target, while both sides are compared', 'select "number", "word" from "tickets"'],
])('a server that goes away is told of, and the move goes on: %s', async (_, statement) => {
  run(manyTickets)
  const ending = (whole: Target): Target => ({
    ...whole,
    write: async (...step) => {
      await whole.write(...step)
      if (statement.startsWith('insert') && step[0].name === 'tickets') await endMoves()
    },
    async *walk(...asked) {
      for await (const rows of whole.walk(...asked)) {
        yield rows
        if (asked[0].name === 'tickets') await endMoves()
      }
    },
  })
  await expect(move(box, fleet, { target: ending })).rejects.toMatchObject({
    code: 'move-broke',
    message: expect.stringContaining('--resume'),
  })
  await move(box, fleet, { resume: true })
  expect(await dump(fleet)).toEqual(await dump(box))
})

/** As a restart of the server would. */
const endMoves = () =>
  onFleet(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'longhouse db copy' and datname = current_database()`)

const manyTickets = `with recursive n (n) as (select 100 union all select n + 1 from n where n < 9000) insert into tickets select n, 'x' from n`

test('a house that was started between two parts of a move is found', async () => {
  run(manyTickets)
  let writes = 0
  const dying = (whole: Target): Target => ({
    ...whole,
    write: (...step) => (++writes > 7 ? Promise.reject(new Error('killed')) : whole.write(...step)),
  })
  await expect(move(box, fleet, { target: dying })).rejects.toThrow('killed')
  run(`update items set title = 'changed behind the move' where id = 'a'`)
  await expect(move(box, fleet, { resume: true })).rejects.toMatchObject({ code: 'tables-differ' })
})
