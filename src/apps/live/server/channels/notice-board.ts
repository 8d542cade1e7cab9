import { allow } from '#platform/auth/policy.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { type EventStream, eventText } from '#platform/http/events.ts'
import type { Log } from '#platform/observability/log.ts'
import type { Platform } from '#platform/platform.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { LiveTables } from '../live-tables.ts'
import { followersAmong } from '../notices/follow-store.ts'
import type { ChannelNews, Notice } from './channel-news.ts'
import { channelPolicies } from './channel-policies.ts'
import { findChannel } from './channel-store.ts'
import { viewChannel } from './channel-view.ts'

/** An open page of a space. */
type NoticeReader = { who: Standing; stream: Pick<EventStream, 'write'> }

/** Accounts that are asked for at once. */
const atOnce = 500

export type NoticeBoard = ReturnType<typeof openNoticeBoard>
type Needs = Pick<Platform, 'signedPaths'> & {
  db: Db<LiveTables>
  news: ChannelNews
  viewers: Pick<Viewers, 'count'>
  log: Log
}

/**
 * Tells the open pages of a space what goes on air and what is over; operators also what needs them. A notice is put into words once for
 * all who stand alike: thousands of pages hear it in the moment in which an event begins.
 */
export function openNoticeBoard(needs: Needs) {
  const { db, news, log } = needs
  const spaces = new Map<string, { readers: Set<NoticeReader>; stop: () => void }>()
  return {
    /** Until the returned function is called. */
    join(reader: NoticeReader): () => void {
      const spaceId = reader.who.space.id
      const space = spaces.get(spaceId) ?? open(spaceId)
      spaces.set(spaceId, space)
      space.readers.add(reader)
      return () => {
        space.readers.delete(reader)
        if (space.readers.size > 0 || spaces.get(spaceId) !== space) return
        spaces.delete(spaceId)
        space.stop()
      }
    },
  }

  function open(spaceId: string) {
    const readers = new Set<NoticeReader>()
    // One after the other: nobody hears of an end before the beginning.
    let telling = Promise.resolve()
    const stop = news.followNotices(spaceId, (notice) => {
      telling = telling
        .then(() => tell(notice, [...readers]))
        .catch((error: unknown) =>
          log.warn({ err: error, channelId: notice.channelId }, 'a notice could not be told'),
        )
    })
    return { readers, stop }
  }

  async function tell(notice: Notice, readers: readonly NoticeReader[]): Promise<void> {
    const texts = new Map<string, Promise<string | null>>()
    const followers = await followersOf(notice, readers)
    for (const { who, stream } of readers) {
      const following = who.role === null ? null : followers.has(who.accountId!)
      const standing = `${who.role} ${who.accountId !== null} ${following}`
      const text = texts.get(standing) ?? textFor(who, notice, following)
      texts.set(standing, text)
      const words = await text
      if (words !== null) stream.write(words)
    }
  }

  async function followersOf({ channelId }: Notice, readers: readonly NoticeReader[]): Promise<Set<string>> {
    const members = readers.flatMap(({ who }) => (who.role === null ? [] : who.accountId!))
    const accounts = [...new Set(members)]
    const followers: string[] = []
    for (let first = 0; first < accounts.length; first += atOnce)
      followers.push(...(await followersAmong(db.read, channelId, accounts.slice(first, first + atOnce))))
    return new Set(followers)
  }

  /** Null when it is not for these eyes, or the channel is gone meanwhile. */
  async function textFor(who: Standing, notice: Notice, following: boolean | null): Promise<string | null> {
    const { read } = db
    try {
      const action = notice.kind === 'alarm' ? 'operate' : 'read'
      const found = await findChannel(read, who.space.id, notice.channelId)
      const shown = allow(channelPolicies, action, who, found)
      const channel = await viewChannel(shown, who, { ...needs, read }, following)
      const said = notice.kind === 'alarm' ? { channel, message: notice.message ?? '' } : channel
      return eventText(said, { event: notice.kind })
    } catch (error) {
      if (error instanceof Fault) return null
      throw error
    }
  }
}
