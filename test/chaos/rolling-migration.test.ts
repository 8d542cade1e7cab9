import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAsking } from '../fleet/asking.ts'
import { firstOwner, type Person } from '../fleet/people.ts'
import { type Fleet, startFleet } from '../fleet/start-fleet.ts'
import { makeNextRelease } from './next-release.ts'

let fleet: Fleet
let ada: Person
let next: Awaited<ReturnType<typeof makeNextRelease>>
beforeAll(async () => {
  next = await makeNextRelease()
  fleet = await startFleet({ workers: 1 })
  ada = await firstOwner(fleet.origin)
}, 180_000)
afterAll(async () => {
  await fleet?.stop()
  await next?.remove()
})

/** Statements of whoever looks at the database from outside the house. */
const ask = <R>(statement: string, values: unknown[] = []) =>
  fleet.postgres.ask<R>(statement, values, new URL(fleet.env['DATABASE_URL']!).pathname.slice(1))

const applied = async () =>
  (
    await ask<{ name: string }>(`select name from schema_migrations where name like 'notes/9%' order by name`)
  ).map(({ name }) => name)

test('the next release comes, migrates and serves beside this one while notes are written: no request fails, no note is lost', async () => {
  const [first, second] = fleet.webs
  const writing = writeAndRead()
  await writing.more(60)

  // Somebody makes a dump: the column cannot come before that is over, and nobody may wait behind it.
  const dump = ask('select count(*), pg_sleep(4) from notes')
  await second!.stop('SIGTERM')
  await second!.start(next.main)
  await dump
  expect(await applied()).toEqual(['notes/9000-mood', 'notes/9001-moods'])
  await writing.more(60)

  // This release starts again beside the next one.
  await first!.stop('SIGTERM')
  await first!.start()
  await writing.more(60)

  const filled = await fillInBatches()
  expect(filled).toBeGreaterThan(0)
  for (const one of [first!, ...fleet.workers, ...fleet.schedulers]) {
    await one.stop('SIGTERM')
    await one.start(next.main)
  }
  await writing.more(30)

  // Back to this release: the database stays as it is.
  await second!.stop('SIGTERM')
  await second!.start()
  await writing.more(30)

  const { failures, statuses } = await writing.stop()
  expect(failures).toEqual([])
  expect(Object.keys(statuses).toSorted()).toEqual(['200', '201'])
  const titles = await allTitles()
  expect(titles).toHaveLength(statuses[201]!)
  expect(new Set(titles).size).toBe(titles.length)
  const calm = await ask(`select id from notes where mood = 'calm'`)
  expect(calm).toHaveLength(filled)
}, 300_000)

test('once a newer release has taken something away, this one refuses to start and says so', async () => {
  const [first] = fleet.webs
  await first!.stop('SIGTERM')
  await ask(
    `insert into schema_migrations (name, position, applied_at) values ('notes/9002-contract-mood', 999, '')`,
  )
  await expect(first!.start()).rejects.toThrow(/A newer release has changed this database/)
})

function writeAndRead() {
  const headers = { cookie: ada.cookie, origin: fleet.origin }
  return startAsking(fleet.origin, 4, (n) =>
    n % 3 === 0
      ? { path: `${notes}?limit=20`, headers }
      : n % 10 === 1
        ? { path: `/api/v1/spaces/hall/search?q=note`, headers }
        : {
            method: 'POST',
            path: notes,
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({ title: `Note ${n}`, body: 'while the house is renewed' }),
          },
  )
}
const notes = '/api/v1/spaces/hall/notes'

/** As a job of the next release would: the notes that are there, in small transactions. How many. */
async function fillInBatches(): Promise<number> {
  const [newest] = await ask<{ id: string }>('select max(id) as id from notes')
  for (let count = 0; ;) {
    const batch = await ask(
      `update notes set mood = 'calm' where id in (select id from notes where mood = '' and id <= $1 limit 25) returning id`,
      [newest!.id],
    )
    if (batch.length === 0) return count
    count += batch.length
  }
}

async function allTitles(): Promise<string[]> {
  type Page = { items: { title: string }[]; nextCursor: string | null }
  const all: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor && `&cursor=${cursor}`
    const { body } = await ada.call<Page>(fleet.origin, 'GET', `/spaces/hall/notes?limit=100${more}`)
    all.push(...body.items.map((note) => note.title))
    cursor = body.nextCursor
  }
  return all
}
