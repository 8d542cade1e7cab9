import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { watchChannel } from '../../contract/live-routes.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { banOf } from '../chat/ban-store.ts'
import { messagesSince, pinnedMessage } from '../chat/chat-store.ts'
import type { ChatTables } from '../chat/chat-tables.ts'
import { accountsOf, viewMessage } from '../chat/chat-view.ts'
import { originOf, type People } from '../chat/person.ts'
import { type Audience, closedWords, type Listener } from './audience.ts'
import { heldStream } from './held-stream.ts'
import type { Viewers } from './viewers.ts'
import type { WatchedChannels } from './watched-channel.ts'

/** Messages that a page is told again after its line was cut. */
const mostMissed = 200

type Needs = Pick<Platform, 'accounts' | 'clock'> & {
  db: Db<ChatTables>
  channels: WatchedChannels
  audience: Audience
  viewers: Viewers
  people: People
}

export function audienceRoutes({
  db,
  clock,
  accounts,
  channels,
  audience,
  viewers,
  people,
}: Needs): BoundRoute[] {
  return [
    handle(watchChannel, async (call) => {
      const { standing, params, query } = call
      await events(call, async (stream) => {
        allow(channelPolicies, 'read', standing, await channels.find(standing.space.id, params.id))
        const person = people.keyOf(standing, params.id, originOf(call.request))
        const ban = await banOf(db.read, params.id, person, clock.iso())
        // Listens first: what is said while the rest is read comes after it.
        const held = heldStream(stream)
        const listener: Listener = { who: standing, person, stream: held, banned: ban !== null }
        const stops = [audience.join(params.id, listener)]
        if (query.watching) stops.push(viewers.enter(params.id))
        const leave = () => {
          for (const stop of stops) stop()
        }
        try {
          stream.send(await channels.view(standing, params.id), { event: 'channel' })
          if (ban) {
            stream.send(closedWords(ban.until), { event: 'chat-closed' })
            if (ban.until !== null) stops.push(endAt(Date.parse(ban.until) - clock.now(), stream))
          } else await catchUp(params.id, call.request.headers['last-event-id'], stream)
          held.release()
          return leave
        } catch (error) {
          leave()
          throw error
        }
      })
      return undefined
    }),
  ]

  async function catchUp(
    channelId: string,
    lastSeen: string | string[] | undefined,
    stream: Listener['stream'],
  ): Promise<void> {
    const pinned = await pinnedMessage(db.read, channelId)
    const missed = isId(lastSeen) ? await messagesSince(db.read, channelId, lastSeen, mostMissed) : []
    const names = await accounts.people(accountsOf(pinned ? [...missed, pinned] : missed))
    stream.send(pinned && viewMessage(pinned, names, null), { event: 'pinned' })
    if (missed.length === 0) return
    stream.send(
      missed.map((row) => viewMessage(row, names, null)),
      { event: 'chat', id: missed.at(-1)!.id },
    )
  }
}

/** The page of somebody who was kept out for a while comes back when that is over, and is let in. Returns the way to stop. */
function endAt(milliseconds: number, stream: Listener['stream']): () => void {
  const timer = setTimeout(() => stream.close(), Math.min(milliseconds, longestTimer))
  return () => clearTimeout(timer)
}

/** Some 24 days: timers take no more. */
const longestTimer = 2 ** 31 - 1

const isId = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f-]{36}$/.test(text)
