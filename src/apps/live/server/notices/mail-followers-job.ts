import type { Recipient } from '#platform/auth/accounts.ts'
import type { Db } from '#platform/db/db.ts'
import { MailFault } from '#platform/mail/mail.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobContext, JobDeferred, type JobHandler, JobRefused } from '#platform/queue/queue.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { channelById } from '../channels/channel-store.ts'
import { eventById } from '../events/event-store.ts'
import type { ChannelRow, LiveTables } from '../live-tables.ts'
import { followsById } from './follow-store.ts'
import type { LetterBook } from './letter-book.ts'
import { type LetterSubject, letterTo } from './letter-texts.ts'
import type { LetterMeasures } from './letter-measures.ts'
import type { FollowRow } from './notice-tables.ts'
import { mailFollowers } from './notice-jobs.ts'
import type { UnfollowLinks } from './unfollow-links.ts'

/** Seconds for which something is news: after that nobody is told any more. */
const newsSeconds = { live: 1800, 'no-picture': 600, 'no-encoder': 600 } as const
/** Seconds until a mail server is asked again. */
const patience = 60

type Needs = Pick<Platform, 'accounts' | 'clock' | 'config' | 'mail'> & {
  db: Db<LiveTables>
  links: UnfollowLinks
  book: LetterBook
  measures: LetterMeasures
}
type Ask = { eventId: string; subject: LetterSubject; since: string; follows: string[] }
type Reader = Recipient & { follow: FollowRow }
type Ends = { sent: number; refused: number; waiting: number; away: boolean }

/**
 * Writes to a batch of followers, one after the other. Each letter is written down before it is sent, so that an attempt that broke off
 * sends nobody a second one; whom the mail server would not take yet is tried again a minute later, as long as it is news.
 */
export function mailFollowersJob(needs: Needs): JobHandler {
  const { db, clock, config, mail, links, book, measures } = needs
  return handler({
    type: mailFollowers,
    async run(ask, context) {
      if (!mail.enabled) return
      const event = await eventById(db.read, ask.eventId)
      const channel = event && (await channelById(db.read, event.channel_id))
      if (!event || !channel || event.state === 'ended') return
      const ends: Ends = { sent: 0, refused: 0, waiting: 0, away: false }
      for (const reader of await readersOf(ask, channel)) {
        const about = { ...ask, channel, event, endsAt: links.to(reader.follow.id) }
        await writeTo(reader, ask, context, ends, () =>
          mail.send(letterTo(reader, { ...about, publicUrl: config.publicUrl })),
        )
        if (ends.away) break
      }
      context.log.info({ eventId: event.id, subject: ask.subject, ...ends }, 'followers were written to')
      judge(ask, ends)
    },
  })

  /** Those of the batch who still follow, are still members, take letters, and may do what the letter asks them to. */
  async function readersOf({ subject, follows: ids }: Ask, channel: ChannelRow): Promise<Reader[]> {
    const follows = new Map((await followsById(db.read, ids)).map((follow) => [follow.account_id, follow]))
    const people = await needs.accounts.recipients(channel.space_id, [...follows.keys()])
    const action = subject === 'live' ? 'read' : 'operate'
    return people
      .filter(({ standing }) => channelPolicies[action](standing, channel) === 'allow')
      .map((person) => ({ ...person, follow: follows.get(person.accountId)! }))
  }

  async function writeTo(
    { follow }: Reader,
    { eventId, subject, since }: Ask,
    context: JobContext,
    ends: Ends,
    send: () => Promise<void>,
  ): Promise<void> {
    context.signal.throwIfAborted()
    const entry = await context.fenced(db, (tx) => book.enter(tx, follow, { eventId, subject, since }))
    if (!entry) return
    try {
      await send()
      ends.sent += 1
      measures.letter(subject, 'sent')
    } catch (error) {
      const kind = error instanceof MailFault ? error.kind : 'away'
      context.log.warn({ err: error, kind, followId: follow.id }, 'a letter to a follower was not taken')
      measures.letter(subject, kind)
      if (kind === 'refused') ends.refused += 1
      else {
        await context.fenced(db, (tx) => book.strike(tx, entry))
        ends.waiting += 1
        ends.away = kind === 'away'
      }
    }
  }

  function judge({ subject, since }: Ask, { sent, refused, waiting }: Ends): void {
    if (waiting > 0) {
      const again = clock.now() + patience * 1000
      if (again < Date.parse(since) + newsSeconds[subject] * 1000)
        throw new JobDeferred(patience, 'The mail server does not take letters at the moment.')
      throw new JobRefused(
        'no-news',
        'The mail server took no letters for so long that they are no news any more. Look at SMTP_URL.',
      )
    }
    // One address that is gone is its owner's matter; when it is all of them, it is the house that is refused.
    if (sent === 0 && refused > 1)
      throw new JobRefused('refused', 'The mail server takes no letters from this house. Look at SMTP_URL.')
  }
}
