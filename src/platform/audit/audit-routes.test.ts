import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../contract/audit.ts'
import type { Page } from '../../contract/shapes.ts'
import { openTestHouse, type TestHouse } from '../auth/auth.fixture.ts'

let house: TestHouse
let ada: string
beforeEach(async () => {
  house = await openTestHouse()
  ada = await house.setUp()
})
afterEach(() => house.close())

const log = async (query = '', as = ada) =>
  (await house.call<Page<AuditEntry> & { code: string }>(`GET /spaces/home/audit?${query}`, { as })).body
const said = ({ items }: Page<AuditEntry>) =>
  items.map(({ actor, words, subject }) => `${actor.account?.name ?? actor.kind} ${words}: ${subject.name}`)
/** Entries of one moment stand in any order. */
const later = () => house.clock.forward(60)

test('what people do in a space stands in its log, newest first, with its people and things', async () => {
  later()
  const bob = await house.join(ada, 'Bob')
  later()
  await house.call(`PATCH /spaces/home/members/${bob.id}`, { as: ada, body: { role: 'admin' } })
  later()
  await house.call('PATCH /spaces/home', { as: bob.cookie, body: { name: 'Ours', description: 'x' } })
  later()
  await house.call(`DELETE /spaces/home/members/${bob.id}`, { as: bob.cookie })
  await house.parts.search.settle()
  const { items } = await log()
  expect(said({ items, nextCursor: null }).filter((line) => !line.includes('invitation'))).toEqual([
    'Bob left the space, as admin: Bob',
    'Bob changed the name and description of the space: Ours',
    'Ada changed the role from member to admin: Bob',
    'Bob joined as member: Bob',
    'Ada made this space: Home',
  ])
  expect(items[2]).toEqual({
    id: expect.any(String),
    at: '2026-11-21T12:02:00.000Z',
    actor: { kind: 'account', account: { id: expect.any(String), name: 'Ada' } },
    action: 'member.role-changed',
    words: 'changed the role from member to admin',
    subject: { kind: 'member', id: bob.id, name: 'Bob', there: false },
    details: { from: 'member', to: 'admin' },
  })
})

test('a page goes on where the last one ended, and a cursor belongs to its filters', async () => {
  for (const name of ['One', 'Two', 'Three']) {
    later()
    await house.call('PATCH /spaces/home', { as: ada, body: { name } })
  }
  const first = await log('limit=2')
  const rest = await log(`limit=2&cursor=${first.nextCursor}`)
  expect([...first.items, ...rest.items].map(({ subject }) => subject.name)).toEqual([
    'Three',
    'Two',
    'One',
    'Home',
  ])
  expect(rest.nextCursor).toBeNull()
  expect((await log(`action=space.changed&cursor=${first.nextCursor}`)).code).toBe('bad-cursor')
})

test('it is narrowed to a person, an action, a thing and a time, also together', async () => {
  const bob = await house.join(ada, 'Bob', 'admin')
  const cleo = await house.join(ada, 'Cleo')
  later()
  await house.call(`PATCH /spaces/home/members/${cleo.id}`, { as: bob.cookie, body: { role: 'operator' } })
  later()
  await house.call('PATCH /spaces/home', { as: ada, body: { name: 'Ours' } })
  expect(said(await log(`actor=${bob.id}`)).toSorted()).toEqual([
    'Bob changed the role from member to operator: Cleo',
    'Bob joined as admin: Bob',
  ])
  expect(said(await log('action=space.changed'))).toEqual(['Ada changed the name of the space: Ours'])
  expect(said(await log(`actor=${bob.id}&action=member.joined`))).toEqual(['Bob joined as admin: Bob'])
  expect(said(await log(`subject=${cleo.id}`))).toEqual([
    'Bob changed the role from member to operator: Cleo',
    'Cleo joined as member: Cleo',
  ])
  expect(said(await log(`subject=${cleo.id}&action=member.joined`))).toHaveLength(1)
  const from = house.clock.iso(-60)
  const to = house.clock.iso()
  expect(said(await log(`from=${from}&to=${to}`))).toEqual([
    'Bob changed the role from member to operator: Cleo',
  ])
  const older = await log(`limit=1&to=${to}`)
  expect(said(older)).toHaveLength(1)
  expect(said(await log(`limit=1&to=${to}&cursor=${older.nextCursor}`))).toHaveLength(1)
  expect(said(await log(`actor=${bob.id}&from=${from}`))).toHaveLength(1)
  expect(said(await log('actor=house'))).toEqual([])
  expect((await log('actor=somebody')).code).toBe('invalid-input')
  expect((await log('from=yesterday')).code).toBe('invalid-input')
})

test('what an API key does is told from what its account does', async () => {
  later()
  const { body } = await house.call<{ key: string }>('POST /api-keys', {
    as: ada,
    body: { name: 'The bot', scopes: ['space:write', 'audit:read'], space: 'home' },
  })
  later()
  await house.call('PATCH /spaces/home', { as: body.key, body: { name: 'Ours' } })
  const { items } = await log('', body.key)
  expect(items[0]).toMatchObject({ actor: { kind: 'api-key', account: { name: 'Ada' } } })
  expect(items[1]).toMatchObject({
    words: 'made an API key that may: space:write, audit:read',
    subject: { kind: 'api-key', name: 'The bot' },
  })
  expect(JSON.stringify(items)).not.toContain(body.key.slice(3))
})

test('only owners and admins see it, and only that of their space', async () => {
  const bob = await house.join(ada, 'Bob', 'operator')
  expect((await log('', bob.cookie)).code).toBe('role')
  await house.call('POST /spaces', { as: ada, body: { name: 'Second' } })
  const { body } = await house.call<Page<AuditEntry>>('GET /spaces/second/audit', { as: ada })
  expect(said(body)).toEqual(['Ada made this space: Second'])
})

test('a member who is there can be found, and an action that nobody declares is called by its name', async () => {
  const bob = await house.join(ada, 'Bob')
  await house.parts.search.settle()
  expect((await log(`subject=${bob.id}`)).items.map(({ subject }) => subject.there)).toEqual([true])
  const spaceId = (await house.db.read.selectFrom('spaces').select('id').executeTakeFirstOrThrow()).id
  const strange = { name: 'attic.swept', words: 'swept it' }
  await house.db.transact((tx) =>
    house.parts.audit.record(tx, strange, { spaceId, subject: { kind: 'attic', id: null, name: 'Attic' } }),
  )
  expect(said(await log('action=attic.swept'))).toEqual(['house attic.swept: Attic'])
})

test('every action can be asked for, with the words of its owner', async () => {
  const { body } = await house.call<{ items: { action: string; words: string }[] }>(
    'GET /spaces/home/audit/actions',
    { as: ada },
  )
  expect(body.items).toContainEqual({
    action: 'member.role-changed',
    words: 'changed the role from {from} to {to}',
  })
})
