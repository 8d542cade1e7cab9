import type { Standing } from '#platform/auth/actor.ts'
import { Fault } from '#platform/errors.ts'
import { type EventStream, eventText } from '#platform/http/events.ts'
import type { Log } from '#platform/observability/log.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import type { ChatNews, ChatWord } from '../chat/chat-news.ts'
import type { PersonKey } from '../chat/chat-tables.ts'
import { bannedUntil } from '../chat/chat.ts'
import type { Viewers } from './viewers.ts'
import type { WatchedChannels } from './watched-channel.ts'

/** Somebody with the page of a channel open. */
export type Listener = {
  who: Standing
  person: PersonKey
  stream: Pick<EventStream, 'send' | 'write' | 'close'>
  /** Kept out of the chat: is told of the channel alone. */
  banned: boolean
}

/** Milliseconds for which messages wait for each other: at 50 a second, five go out in one piece. */
const together = 100
/** Milliseconds between two looks at a channel whose count alone changed, and whose state did. */
const [countPace, changePace] = [10_000, 50]

export type Audience = ReturnType<typeof openAudience>
type Needs = { channels: WatchedChannels; news: ChatNews; viewers: Viewers; log: Log }

/** Everybody who listens to a channel in this process. What is said is put into words once, for all of them. */
export function openAudience(needs: Needs) {
  const rooms = new Map<string, Room>()
  return {
    /** Until the returned function is called. */
    join(channelId: string, listener: Listener): () => void {
      const room = rooms.get(channelId) ?? openRoom(channelId, needs)
      rooms.set(channelId, room)
      room.listeners.add(listener)
      return () => {
        room.listeners.delete(listener)
        if (room.listeners.size > 0 || rooms.get(channelId) !== room) return
        rooms.delete(channelId)
        room.close()
      }
    },
  }
}

type Room = { listeners: Set<Listener>; close(): void }

function openRoom(channelId: string, { channels, news, viewers, log }: Needs): Room {
  const listeners = new Set<Listener>()
  let said: ChatMessage[] = []
  let flushing: NodeJS.Timeout | null = null

  const tellAll = (text: string) => {
    for (const { banned, stream } of listeners) if (!banned) stream.write(text)
  }
  const flush = () => {
    if (flushing) clearTimeout(flushing)
    flushing = null
    if (said.length > 0) tellAll(eventText(said, { event: 'chat', id: said.at(-1)!.id }))
    said = []
  }
  const hear = (word: ChatWord) => {
    if (word.is === 'said') {
      said.push(word.message)
      flushing ??= setTimeout(flush, together)
      return
    }
    // What is taken away or pinned was said before.
    flush()
    if (word.is === 'removed') tellAll(eventText(word.ids, { event: 'chat-removed' }))
    else if (word.is === 'pinned') tellAll(eventText(word.message, { event: 'pinned' }))
    else turnAround(word.person)
  }
  /** Whoever is kept out, or let in again, comes back by themselves and is asked who they are. */
  const turnAround = (person: PersonKey) => {
    for (const listener of listeners) if (listener.person === person) listener.stream.close()
  }

  const look = paced(async () => {
    const views = new Map<string, Promise<string | null>>()
    for (const { who, stream } of listeners) {
      const standing = `${who.role} ${who.accountId !== null}`
      const view = views.get(standing) ?? viewText(who)
      views.set(standing, view)
      const text = await view
      if (text === null) leave(stream)
      else stream.write(text)
    }
  }, log)
  const viewText = async (who: Standing): Promise<string | null> => {
    try {
      return eventText(await channels.view(who, channelId), { event: 'channel' })
    } catch (error) {
      if (error instanceof Fault && error.kind === 'missing') return null
      throw error
    }
  }
  const leave = (stream: Listener['stream']) => {
    stream.send({ id: channelId }, { event: 'gone' })
    stream.close()
  }

  const stops = [
    news.follow(channelId, hear),
    channels.follow(channelId, () => look.within(changePace)),
    viewers.follow(channelId, () => look.within(countPace)),
  ]
  return {
    listeners,
    close() {
      for (const stop of stops) stop()
      if (flushing) clearTimeout(flushing)
      look.cancel()
    },
  }
}

/** Words for somebody who is kept out, as `chat-closed` says them. */
export const closedWords = (until: string | null): { message: string; until: string | null } => ({
  message: bannedUntil(until).message,
  until,
})

/** Runs `work` once for all calls of a while; the shortest patience of them counts. Runs never overlap. */
function paced(work: () => Promise<void>, log: Log) {
  let timer: NodeJS.Timeout | null = null
  let due = Number.POSITIVE_INFINITY
  let running = Promise.resolve()
  const run = () => {
    timer = null
    due = Number.POSITIVE_INFINITY
    running = running
      .then(work)
      .catch((error: unknown) => log.warn({ err: error }, 'a watched channel could not be read'))
  }
  return {
    within(milliseconds: number) {
      const wanted = performance.now() + milliseconds
      if (wanted >= due) return
      if (timer) clearTimeout(timer)
      due = wanted
      timer = setTimeout(run, milliseconds)
    },
    cancel() {
      if (timer) clearTimeout(timer)
    },
  }
}
