import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import { runScoped } from '../db/scope.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { JobContext } from '../queue/queue.ts'
import type { AuditTables } from './audit-tables.ts'
import { type Audit, auditAction } from './audit.ts'
import { openAudit } from './open-audit.ts'
import { purgeAuditJob } from './purge-audit-job.ts'

const painted = auditAction('shed.painted', 'painted it {colour}')
const shut = auditAction('shed.shut', 'shut it')
const shed = { kind: 'shed', id: 'shed 1', name: 'The shed' }

let place: TestDb
let db: Db<AuditTables>
let clock: Clock & { ms: number }
let audit: Audit
beforeEach(async () => {
  place = await openTestDb([platformMigrations])
  db = place.db.tables<AuditTables>()
  clock = {
    ms: Date.now(),
    now: () => clock.ms,
    iso: (offset = 0) => new Date(clock.ms + offset * 1000).toISOString(),
  }
  audit = openAudit({ clock, actions: [painted, shut] })
})
afterEach(() => place.close())

const entries = () => db.read.selectFrom('audit_entries').selectAll().orderBy('id').execute()
const shutIt = (spaceId = 's', name = shed.name) =>
  db.transact((tx) => audit.record(tx, shut, { spaceId, subject: { ...shed, name } }))

test('an entry says who did what to which thing, with the details that its words name', async () => {
  await db.transact((tx) =>
    audit.record(tx, painted, { spaceId: 's', subject: shed, details: { colour: 'red' }, by: 'encoder' }),
  )
  expect(await entries()).toEqual([
    {
      id: expect.any(String),
      space_id: 's',
      at: clock.iso(),
      actor: 'encoder',
      api_key_id: null,
      action: 'shed.painted',
      subject_kind: 'shed',
      subject_id: 'shed 1',
      subject_name: 'The shed',
      details: '{"colour":"red"}',
    },
  ])
  // @ts-expect-error its words name a detail
  const silent = () => audit.record(null!, painted, { spaceId: 's', subject: shed })
  expect(silent).toBeTypeOf('function')
})

test('it is whoever the request comes from, with their key, and the house where there is no request', async () => {
  await shutIt()
  await runScoped({ accountId: 'ada', spaceId: null }, shutIt)
  await runScoped({ accountId: 'ada', apiKeyId: 'key', spaceId: null }, shutIt)
  expect((await entries()).map(({ actor, api_key_id }) => `${actor} ${api_key_id}`).toSorted()).toEqual([
    'ada key',
    'ada null',
    'house null',
  ])
})

test('what somebody does again within a time is one entry, what somebody else does is another', async () => {
  const again = (accountId: string, since: string, apiKeyId: string | null = null) =>
    db.transact((tx) =>
      audit.record(tx, shut, {
        spaceId: 's',
        subject: shed,
        by: { accountId, apiKeyId },
        unlessSince: since,
      }),
    )
  const before = clock.iso(-3600)
  await again('ada', before)
  clock.ms += 1000
  await again('ada', before)
  await again('ben', before)
  await again('ada', clock.iso())
  await again('ada', before, 'key')
  expect((await entries()).map(({ actor }) => actor).toSorted()).toEqual(['ada', 'ada', 'ada', 'ben'])
})

test('there is no entry of what was rolled back', async () => {
  const work = db.transact(async (tx) => {
    await audit.record(tx, shut, { spaceId: 's', subject: shed })
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  expect(await entries()).toEqual([])
})

test('long texts are cut by whole characters', async () => {
  await shutIt('s', `a${'🐝'.repeat(300)}`)
  expect((await entries())[0]!.subject_name).toBe(`a${'🐝'.repeat(99)}`)
})

test('two actions of one name do not open', () => {
  expect(() => openAudit({ clock, actions: [shut, shut] })).toThrow('one name')
})

test('nobody changes an entry, nor removes a young one', async () => {
  await shutIt()
  const change = db.transact((tx) => tx.updateTable('audit_entries').set({ actor: 'nobody' }).execute())
  await expect(change).rejects.toThrow('stay as they are')
  const remove = db.transact((tx) => tx.deleteFrom('audit_entries').execute())
  await expect(remove).rejects.toThrow('stay as they are')
  expect((await entries()).map(({ actor }) => actor)).toEqual(['house'])
})

test('the whole log cannot be emptied at once', async () => {
  await shutIt()
  if (db.dialect.name === 'sqlite') return
  const empty = db.transact((tx) => sql`truncate audit_entries`.execute(tx))
  await expect(empty).rejects.toThrow('stay as they are')
})

async function purge(auditKeepDays: number | null) {
  const job = purgeAuditJob({ db: place.db, clock, config: { auditKeepDays } })
  const context = {
    signal: new AbortController().signal,
    fenced: (on: Db, work: never) => on.transact(work),
  } as unknown as JobContext
  await job.run({}, context)
}

test('what is older than the house keeps it goes, in steps; the rest stays', async () => {
  const day = 24 * 3600 * 1000
  const now = clock.ms
  clock.ms = now - 401 * day
  const many = Array.from({ length: 1100 }, () => ({ spaceId: 's', subject: shed }))
  await db.transact(async (tx) => {
    for (const one of many) await audit.record(tx, shut, one)
  })
  clock.ms = now - 399 * day
  await shutIt()
  clock.ms = now
  await purge(null)
  expect(await entries()).toHaveLength(1101)
  await purge(400)
  expect((await entries()).map(({ at }) => at)).toEqual([new Date(now - 399 * day).toISOString()])
})
