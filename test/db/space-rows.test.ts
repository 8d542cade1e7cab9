import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Type } from 'typebox'
import { route } from '../../src/contract/route.ts'
import { Slug, Strict } from '../../src/contract/shapes.ts'
import { runScoped } from '../../src/platform/db/scope.ts'
import { handle } from '../../src/platform/http/handle.ts'
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

let place: PostgresHouse
let cookie: string
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
  const made = await ask('POST', '/setup', {
    name: 'O',
    email: 'o@example.org',
    password: 'correct horse battery',
    spaceName: 'One',
  })
  cookie = made.headers.get('set-cookie')!.split(';')[0]!
  await ask('POST', '/spaces', { name: 'Two' })
  for (const slug of ['one', 'two']) {
    await ask('POST', `/spaces/${slug}/notes`, {
      title: 'A note',
      body: `See [[Other]] of ${slug}`,
      tags: ['tag'],
    })
    await ask('POST', `/spaces/${slug}/footage`, {
      title: 'A clip',
      visibility: 'members',
      tags: ['tag'],
      file: { name: 'a.mp4', size: 1000, type: 'video/mp4' },
    })
    await ask('POST', `/spaces/${slug}/invitations`, { role: 'member' })
  }
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

describe('every table', () => {
  const guarded = async () => {
    const { rows } = await sql<{ name: string; guarded: 0 | 1 }>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity
        and exists (select from pg_policy p where p.polrelid = c.oid) as guarded
      from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition`.execute(place.house.platform.db.read as never)
    return rows
  }

  test('shows its rows in their own space alone, or says why it has none', async () => {
    const open = (await guarded()).filter((table) => table.guarded === 0).map((table) => table.name)
    expect(open.toSorted()).toEqual(Object.keys(ofNoSpace).toSorted())
  })
  test('a part of a table cannot be asked by itself', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relispartition and relkind = 'r'
      and not (relrowsecurity and relforcerowsecurity)`.execute(place.house.platform.db.read as never)
    expect(rows).toEqual([])
  })
})

describe('a query without its space filter', () => {
  const tables = [
    'notes',
    'note_tags',
    'note_tag_counts',
    'note_links',
    'clips',
    'clip_tags',
    'uploads',
    'invitations',
    'memberships',
  ]
  test.each(tables)('gets nothing of another space over HTTP: %s', async (table) => {
    const seen = []
    for (const slug of ['one', 'two']) {
      const { spaces } = (await (await ask('GET', `/spaces/${slug}/planted/${table}`)).json()) as {
        spaces: string[]
      }
      expect(spaces).toHaveLength(1)
      seen.push(...spaces)
    }
    expect(new Set(seen).size).toBe(2)
  })

  test('changes nothing of another space either, and cannot put anything there', async () => {
    const { db } = place.house.platform
    const { rows: spaces } = await sql<{ id: string }>`select id from spaces order by id`.execute(
      db.read as never,
    )
    const [one, two] = spaces.map((space) => space.id) as [string, string]
    const inOne = <R>(work: () => Promise<R>) => runScoped({ accountId: null, spaceId: one }, work)
    const changed = await inOne(() =>
      db.transact(async (tx) => (await sql`update notes set title = 'Taken'`.execute(tx)).numAffectedRows),
    )
    expect(changed).toBe(1n)
    const stranger = inOne(() => db.transact((tx) => sql`update notes set space_id = ${two}`.execute(tx)))
    await expect(stranger).rejects.toThrow(/row-level security/)
  })

  test('history and renditions are seen with what they belong to', async () => {
    const { db } = place.house.platform
    const count = async (spaceId: string | null) =>
      runScoped({ accountId: null, spaceId }, async () => {
        const { rows } = await sql<{ n: number }>`select count(*) as n from note_revisions`.execute(
          db.read as never,
        )
        return rows[0]!.n
      })
    expect(await count(null)).toBe(2)
    const { rows: spaces } = await sql<{ id: string }>`select id from spaces`.execute(db.read as never)
    for (const { id } of spaces) expect(await count(id)).toBe(1)
  })
})

test('whoever does not say on whose behalf sees nothing', async () => {
  const [{ name } = { name: '' }] = await place.postgres.ask<{ name: string }>(
    `select datname as name from pg_database where datname like 'd%' limit 1`,
  )
  const client = new Client(place.postgres.urlOf(name))
  await client.connect()
  try {
    expect((await client.query('select * from notes')).rows).toEqual([])
    expect((await client.query('select * from note_revisions')).rows).toEqual([])
  } finally {
    await client.end()
  }
})
