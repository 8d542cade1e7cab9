import { useQuery } from '@tanstack/react-query'
import { ArrowDown, Pin } from 'lucide'
import { lazy, Suspense, useSyncExternalStore, useEffect, useState } from 'react'
import { useMe, useSpace } from '#web/session.ts'
import { Icon } from '#web/ui/icon.tsx'
import { ErrorState } from '#web/ui/states.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import { pinnedQuery } from '../live-queries.ts'
import type { ChatFeed } from './chat-feed.ts'
import { ChatLine } from './chat-line.tsx'
import { Composer } from './composer.tsx'
import { MessageText } from './message-text.tsx'
import { useChatScroll } from './use-chat-scroll.ts'
import { useHistory } from './use-history.ts'
import { useSend } from './use-send.ts'
import './chat.css'

const MessageDialog = lazy(async () => ({ default: (await import('./message-dialog.tsx')).MessageDialog }))

/** Messages that a page keeps whose reader is at the end. */
const most = 400

/** What is said beside the picture: the latest below, older ones as one scrolls up. */
export function Chat({ channel, feed }: { channel: Channel; feed: ChatFeed }) {
  const { slug: space } = useSpace()
  const { list, closed, isAway } = useSyncExternalStore(feed.subscribe, feed.read)
  const history = useHistory(channel.id, feed)
  const scroll = useChatScroll(list, history)
  const { send, again } = useSend(channel.id, feed)
  const [chosen, setChosen] = useState<ChatMessage | null>(null)
  const { moderate } = channel.may
  const me = useMe()?.account.id
  const isMine = ({ own, author }: ChatMessage) => own || (me !== undefined && author.id === me)
  useEffect(() => {
    if (scroll.isAtEnd && list.rows.length > most) feed.shorten(most)
  }, [list, scroll.isAtEnd, feed])
  return (
    <section aria-labelledby="chat" className="chat">
      <div className="chat-head">
        <h2 id="chat">Chat</h2>
        {channel.chat.slowSeconds > 0 && (
          <span className="text-sm text-muted">Slow: one message each {channel.chat.slowSeconds} s</span>
        )}
      </div>
      <Pinned space={space} id={channel.id} feed={feed} />
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroll.box}
          className="chat-list"
          role="log"
          aria-label="Messages"
          // A list that scrolls can be scrolled by keys.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onScroll={scroll.look}
        >
          {history.problem ? (
            <ErrorState problem={history.problem} retry={history.retry} />
          ) : history.isThere && list.rows.length === 0 ? (
            <p className="py-6 text-center text-md text-muted">Nobody has written yet.</p>
          ) : null}
          {list.rows.map((row) => (
            <ChatLine
              key={row.key}
              row={row}
              onMore={
                row.is === 'there' && (moderate || (me !== undefined && isMine(row.message)))
                  ? setChosen
                  : null
              }
              onAgain={again}
              onDrop={feed.drop}
            />
          ))}
        </div>
        {scroll.unseen > 0 && (
          <button type="button" className="btn btn-primary btn-small chat-new" onClick={scroll.toEnd}>
            <Icon of={ArrowDown} size={16} />
            {scroll.unseen === 1 ? '1 new message' : `${scroll.unseen} new messages`}
          </button>
        )}
      </div>
      {isAway && (
        <p role="status" className="chat-note">
          The connection is away. New messages come when it is back.
        </p>
      )}
      <Composer channel={channel} closed={closed} send={send} onSent={scroll.toEnd} />
      <Suspense>
        {chosen && (
          <MessageDialog
            channel={channel}
            message={{ ...chosen, own: isMine(chosen) }}
            feed={feed}
            onClose={() => setChosen(null)}
          />
        )}
      </Suspense>
    </section>
  )
}

/** The message above the chat. The stream of events knows it better than the first answer. */
function Pinned({ space, id, feed }: { space: string; id: string; feed: ChatFeed }) {
  const { pinned } = useSyncExternalStore(feed.subscribe, feed.read)
  const first = useQuery({ ...pinnedQuery(space, id), enabled: pinned === undefined })
  const message = pinned === undefined ? first.data?.message : pinned
  if (!message) return null
  return (
    <div className="chat-pinned">
      <Icon of={Pin} size={16} className="mt-1 text-accent" />
      <p className="min-w-0">
        <span className="sr-only">Pinned: </span>
        <bdi className="font-semibold">{message.author.name}</bdi>{' '}
        <bdi>
          <MessageText text={message.body} />
        </bdi>
      </p>
    </div>
  )
}
