import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import type { PlayerControl } from '#web/ui/player/player-types.ts'
import type { replayChat } from '../../contract/chat-routes.ts'
import { ChatLine } from '../chat/chat-line.tsx'
import { type Stretch, wanted, written } from './replay.ts'
import '../chat/chat.css'

/** What was written during the event, in step with the second that is on the screen. */
export function ChatReplay({
  eventId,
  player,
}: {
  eventId: string
  player: { current: PlayerControl | null }
}) {
  const time = usePlayerTime(player)
  const stretch = useStretch(eventId, time)
  const box = useRef<HTMLDivElement>(null)
  const shown = written(stretch, time, 200)
  const last = shown.at(-1)?.id
  const ended = useRef(last)
  useLayoutEffect(() => {
    if (last === ended.current || !box.current) return
    ended.current = last
    box.current.scrollTop = box.current.scrollHeight
  }, [last, ended])
  return (
    <section aria-labelledby="replay" className="chat">
      <div className="chat-head">
        <h2 id="replay">Chat, as it was written</h2>
      </div>
      <div
        ref={box}
        className="chat-list"
        role="log"
        aria-label="Messages"
        // A list that scrolls can be scrolled by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {shown.length === 0 && (
          <p className="p-4 text-center text-md text-muted">
            {stretch.next === null && stretch.messages.length === 0
              ? 'Nobody wrote during this event.'
              : 'Messages come as the recording plays.'}
          </p>
        )}
        {shown.map((message) => (
          <ChatLine
            key={message.id}
            row={{ key: message.id, is: 'there', message }}
            onMore={null}
            onAgain={() => {}}
            onDrop={() => {}}
          />
        ))}
      </div>
    </section>
  )
}

function usePlayerTime(player: { current: PlayerControl | null }): number {
  const [time, setTime] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTime(player.current?.time() ?? 0), 500)
    return () => clearInterval(timer)
  }, [player])
  return time
}

/** Reads what the player is about to need. A page that fails is asked for again with the next look. */
function useStretch(eventId: string, time: number): Stretch {
  const { slug: space } = useSpace()
  const [stretch, setStretch] = useState<Stretch>({ from: 0, messages: [], next: undefined })
  const isReading = useRef(false)
  useEffect(() => {
    if (isReading.current) return
    const want = wanted(stretch, time)
    if (want === 'nothing') return
    const begin = want === 'more' ? stretch : { from: want.from, messages: [], next: undefined }
    isReading.current = true
    call<typeof replayChat>('GET /spaces/:space/events/:id/chat', {
      params: { space, id: eventId },
      query: { from: begin.from, cursor: begin.next ?? undefined, limit: 100 },
    })
      .then(
        ({ items, nextCursor }) =>
          setStretch({ ...begin, messages: [...begin.messages, ...items], next: nextCursor }),
        () => {},
      )
      .finally(() => (isReading.current = false))
  }, [space, eventId, stretch, time])
  return stretch
}
