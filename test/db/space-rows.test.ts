import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Type } from 'typebox'
import { apps } from '../../src/apps.ts'
import { route } from '../../src/contract/route.ts'
import { Slug, Strict } from '../../src/contract/shapes.ts'
import { runScoped } from '../../src/platform/db/scope.ts'
import { handle } from '../../src/platform/http/handle.ts'
import { matrixOf } from '../matrix/app-cases.ts'
import { openPostgresHouse, type PostgresHouse } from './postgres-house.ts'

/** Tables whose rows no space owns, each with the reason. Whatever is not here has a policy. */
const ofNoSpace: Record<string, string> = {
  accounts: 'people belong to several spaces; what of them is shown goes by membership',
  sessions: 'of an account',
  two_factors: 'of an account',
  recovery_codes: 'of an account',
  password_resets: 'of an account',
  house: 'one row: which space is the first',
  idempotency_keys: 'hashes of an account, a route and a key',
  job_crons: 'times of the house',
  job_workers: 'processes of the house',
  duties: 'processes of the house',
  upload_locks: 'who sends to an upload at the moment, by its id',
  search_fills: 'how far the index is, by kind',
  search_words:
    'an index of lexemes cannot be used under a policy; the space is one of them, rows come out of search_entries',
  schema_migrations: 'of the house',
}

const planted = route({
  id: 'planted.list',
  method: 'GET',
  path: '/spaces/:space/planted/:table',
  summary: 'Every row that a query without its space filter gets',
  access: { who: 'member', scope: 'space:read' },
  params: Strict({ space: Slug, table: Type.String({ maxLength: 40 }) }),
  answer: Strict({ spaces: Type.Array(Type.String()) }),
})

const slugs = ['one', 'two'] as const
let place: PostgresHouse
let cookie: string
let spaceIds: string[]
let tables: Table[]
beforeAll(async () => {
  place = await openPostgresHouse({
    plant: ({ platform }) => [
      handle(planted, async ({ params }) => {
        const { rows } = await sql<{
          space_id: string
        }>`select distinct space_id from ${sql.table(params.table)}`.execute(platform.db.read as never)
        return { spaces: rows.map((row) => row.space_id) }
      }),
    ],
  })
  const owner = { name: 'O', email: 'o@example.org', password: 'correct horse battery', spaceName: 'One' }
  const made = await ask('POST', '/setup', owner)
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  await ask('POST', '/spaces', { name: 'Two' })
  const spaces = await admin<{ id: string; slug: string; name: string }>('select id, slug, name from spaces')
  const [{ id: authorId } = { id: '' }] = await admin<{ id: string }>('select id from accounts')
  spaceIds = slugs.map((slug) => spaces.find((space) => space.slug === slug)!.id)
  for (const space of spaces) {
    await ask('POST', `/spaces/${space.slug}/invitations`, { role: 'member' })
    for (const id of apps) {
      const { states, make } = await matrixOf(id)
      for (const { name } of states) await make(name, { platform: place.house.platform, space, authorId })
    }
  }
  tables = await tablesOf()
}, 120_000)
afterAll(() => place?.close())

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const answer = await fetch(`${place.origin}/api/v1${path}`, {
    method,
    headers: { origin: place.origin, 'content-type': 'application/json', ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** What there is, whoever asks. */
const admin = <R>(statement: string): Promise<R[]> => place.postgres.ask<R>(statement, [], place.database)

/** `spaces` have rows in it: their ids where the table says whose they are, else null. */
type Table = { name: string; guarded: boolean; spaces: string[] | null; rows: number }

async function tablesOf(): Promise<Table[]> {
  const found = await admin<{ name: string; guarded: boolean; owned: boolean }>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity
      and exists (select from pg_policy p where p.polrelid = c.oid) as guarded,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'space_id') as owned
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition order by 1`)
  return Promise.all(
    found.map(async ({ name, guarded, owned }) => {
      const [{ rows } = { rows: 0 }] = await admin<{ rows: number }>(
        `select count(*)::int as rows from "${name}"`,
      )
      if (!owned) return { name, guarded, spaces: null, rows }
      const spaces = await admin<{ id: string }>(
        `select distinct space_id as id from "${name}" where space_id is not null`,
      )
      return { name, guarded, spaces: spaces.map(({ id }) => id), rows }
    }),
  )
}

describe('every table', () => {
  test('shows its rows in their own space alone, or says why it has none', () => {
    const open = tables.filter((table) => !table.guarded).map((table) => table.name)
    expect(open.toSorted()).toEqual(Object.keys(ofNoSpace).toSorted())
  })
  test('a part of a table cannot be asked by itself', async () => {
    const parts = await admin(
      `select relname as name from pg_class where relispartition and relkind = 'r'
       and not (relrowsecurity and relforcerowsecurity)`,
    )
    expect(parts).toEqual([])
  })
})

describe('a query without its space filter', () => {
  test('gets nothing of another space over HTTP', async () => {
    const owned = tables.filter((table) => table.guarded && table.spaces)
    for (const { name, spaces } of owned)
      for (const [n, slug] of slugs.entries()) {
        const answer = await ask('GET', `/spaces/${slug}/planted/${name}`)
        const seen = (await answer.json()) as { spaces: string[] }
        const own = spaces!.filter((id) => id === spaceIds[n])
        // Its rows go as soon as the index knows what they tell.
        if (name === 'search_marks' && seen.spaces.length === 0) continue
        expect([name, seen.spaces]).toEqual([name, own])
      }
    // Otherwise nothing is proved.
    expect(owned.filter(({ spaces }) => spaces!.length === slugs.length).length).toBeGreaterThan(
      owned.length / 2,
    )
  })

  test('rows that do not say whose they are are seen with what they belong to', async () => {
    for (const { name, rows } of tables.filter((table) => table.guarded && !table.spaces)) {
      const seen = await Promise.all(spaceIds.map((id) => countIn(id, name)))
      const sum = seen.reduce((all, one) => all + one, 0)
      expect([name, sum, Math.min(...seen) > 0]).toEqual([name, rows, rows > 0])
    }
  })

  test('changes nothing of another space either, and cannot put anything there', async () => {
    const { db } = place.house.platform
    const [one, two] = spaceIds as [string, string]
    const inOne = <R>(work: () => Promise<R>) => runScoped({ accountId: null, spaceId: one }, work)
    const changed = await inOne(() =>
      db.transact(
        async (tx) => (await sql`update invitations set uses_left = 7`.execute(tx)).numAffectedRows,
      ),
    )
    expect(changed).toBe(1n)
    const stranger = inOne(() =>
      db.transact((tx) => sql`update invitations set space_id = ${two}`.execute(tx)),
    )
    await expect(stranger).rejects.toThrow(/row-level security/)
  })

  async function countIn(spaceId: string, table: string): Promise<number> {
    return runScoped({ accountId: null, spaceId }, async () => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
        place.house.platform.db.read as never,
      )
      return rows[0]!.n
    })
  }
})

test('whoever does not say on whose behalf sees nothing', async () => {
  const client = new Client(place.postgres.urlOf(place.database))
  await client.connect()
  try {
    for (const { name } of tables.filter((table) => table.guarded))
      expect([name, (await client.query(`select * from "${name}"`)).rows]).toEqual([name, []])
  } finally {
    await client.end()
  }
})
