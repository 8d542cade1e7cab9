import type { AccountTables } from '#platform/auth/accounts-tables.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { insertAccount } from '#platform/auth/account-store.ts'
import { openChanges } from '#platform/auth/changes.ts'
import { openDirectory } from '#platform/auth/directory.ts'
import { insertMembership } from '#platform/auth/member-store.ts'
import type { Cache } from '#platform/cache/cache.ts'
import { newId } from '#platform/ids.ts'
import type { Letter, MailFault } from '#platform/mail/mail.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import type { Role } from '../../../../contract/shapes.ts'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { admin, obedient, openTestLive, operator } from '../live.fixture.ts'
import { callFollowersJob } from './call-followers-job.ts'
import { openFollows } from './follows.ts'
import { callFollowers } from './notice-jobs.ts'
import { openLetterBook } from './letter-book.ts'
import { letterMeasures } from './letter-measures.ts'
import { mailFollowersJob } from './mail-followers-job.ts'
import { sweepFollowsJob } from './sweep-follows-job.ts'
import { openUnfollowLinks } from './unfollow-links.ts'

/** Live with people who follow, and an outbox instead of a mail server. */
export async function openTestNotices({ enabled = true } = {}) {
  const house = await openTestLive()
  const { clock, bus } = house
  const db = house.db.tables<AccountTables>()
  const accounts = openDirectory({
    db,
    cache: { remember: (_key, _seconds, make) => make(), drop: async () => {} } as Partial<Cache> as Cache,
    changes: openChanges(bus, { forget: async () => {} }),
  })
  const outbox: Letter[] = []
  /** What the mail server says to a letter; nothing when it takes it. */
  const office = { says: (_letter: Letter): Promise<void> | MailFault | void => {} }
  const mail = {
    enabled,
    async send(letter: Letter) {
      const said = await office.says(letter)
      if (said) throw said
      outbox.push(letter)
    },
    close: async () => {},
  }
  const config = { ...house.config, secretKey: Buffer.alloc(32, 1) }
  const follows = openFollows({ ...house, accounts, mail })
  const links = openUnfollowLinks(config)
  const metrics = bareMetrics()
  const needs = { ...house, accounts, mail, config, links, book: openLetterBook() }
  const jobs = [
    callFollowersJob(needs),
    mailFollowersJob({ ...needs, measures: letterMeasures({ metrics }) }),
    sweepFollowsJob(needs),
  ]
  await db.transact((tx) =>
    tx
      .insertInto('spaces')
      .values({
        id: 'space',
        slug: 'space',
        name: 'Chapel',
        description: '',
        created_at: clock.iso(),
        roster_version: 1,
      })
      .execute(),
  )

  return {
    ...house,
    accounts,
    outbox,
    office,
    follows,
    links,
    metrics,
    accountDb: db,
    /** A member of the space, or nobody of it. */
    async person(name: string, role: Role | null = 'member'): Promise<Standing> {
      const id = newId(clock.now())
      await db.transact(async (tx) => {
        const email = `${name.toLowerCase()}@example.org`
        const account = { id, name, email, passwordHash: 'x', createdAt: clock.iso() }
        await insertAccount(tx, account)
        const membership = { space_id: 'space', account_id: id, joined_at: clock.iso() }
        if (role) await insertMembership(tx, { ...membership, role })
      })
      return { space: { id: 'space', slug: 'space', name: 'Chapel' }, role, accountId: id }
    },
    made: (visibility: 'public' | 'private' = 'public') =>
      house.channels.create(admin, { name: 'Sunday service', visibility, graceMinutes: 5 }),
    /** Somebody pushes to the channel, for long enough to be on air. */
    async push(channelId: string, node = house.node('a')) {
      const key = await house.channels.showKey(operator, channelId)
      const push = obedient((await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!)
      house.send(push, 5)
      await node.gate.settled()
      return { ...node, push, eventId: (await house.channel(channelId)).event_id! }
    },
    /** Runs every job of followers that waits, and those that follow from them. Says why the ones failed that did. */
    async work(context: Partial<JobContext> = {}): Promise<string[]> {
      const reasons: string[] = []
      for (let ran = -1; ran !== 0;) {
        const waiting = await waitingJobs()
        ran = waiting.length
        for (const { id, type, payload } of waiting) {
          const said = await run(type, payload, context).then(
            () => null,
            (error: unknown) => error as Error,
          )
          await finish(id)
          if (said) reasons.push(`${said.name}: ${said.message}`)
        }
      }
      return reasons
    },
    /** One job, as a worker runs it. */
    run,
    /** How often followers were to be told of something. */
    async calls(): Promise<number> {
      const { read } = house.db.tables<Jobs>()
      const rows = await read.selectFrom('jobs').select('id').where('type', '=', callFollowers.name).execute()
      return rows.length
    },
  }

  async function run(type: string, payload: object, context: Partial<JobContext> = {}): Promise<void> {
    const handler = jobs.find((one) => one.type.name === type)!
    await handler.run(
      payload as never,
      {
        signal: new AbortController().signal,
        log: quietLog(),
        fenced: (to: typeof db, work: Parameters<typeof db.transact>[0]) => to.transact(work),
        ...context,
      } as unknown as JobContext,
    )
  }

  type Jobs = { jobs: { id: string; type: string; payload: string; state: string } }
  async function waitingJobs() {
    const rows = await house.db
      .tables<Jobs>()
      .read.selectFrom('jobs')
      .select(['id', 'type', 'payload'])
      .where('state', '=', 'waiting')
      .where('type', 'like', 'live.%follow%')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as object }))
  }
  function finish(id: string) {
    const ends = house.db.tables<Jobs>()
    return ends.transact((tx) => tx.updateTable('jobs').set({ state: 'done' }).where('id', '=', id).execute())
  }
}
