import { Ellipsis } from 'lucide'
import { memo } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import type { ChatMessage } from '../../contract/chat.ts'
import type { ChatRow } from './chat-list.ts'
import { MessageText } from './message-text.tsx'

/** One line of the chat. `onMore` is there for those who may do something with it. */
export const ChatLine = memo(function ChatLine({
  row,
  onMore,
  onAgain,
  onDrop,
}: {
  row: ChatRow
  onMore: ((message: ChatMessage) => void) | null
  onAgain: (row: ChatRow) => void
  onDrop: (key: string) => void
}) {
  const { author, body, createdAt } = row.message
  return (
    <div className="chat-line" data-is={row.is}>
      <div className="min-w-0 flex-1">
        <bdi className="font-semibold">{author.name}</bdi>
        {author.role !== 'member' && <span className="chat-role">{roles[author.role]}</span>}{' '}
        <time dateTime={createdAt} className="text-xs text-muted">
          {row.is === 'sending' ? 'sending' : timeOf(createdAt)}
        </time>
        <div dir="auto">
          <MessageText text={body} />
        </div>
        {row.is === 'failed' && (
          <div role="alert" className="text-sm text-danger">
            Not sent: {row.words}{' '}
            <button type="button" className="link" onClick={() => onAgain(row)}>
              Try again
            </button>{' '}
            <button type="button" className="link" onClick={() => onDrop(row.key)}>
              Discard
            </button>
          </div>
        )}
      </div>
      {onMore && (
        <IconButton
          small
          label={`What to do with the message of ${author.name}`}
          icon={Ellipsis}
          className="chat-more"
          onClick={() => onMore(row.message)}
        />
      )}
    </div>
  )
})

const roles = { guest: 'Guest', moderator: 'Moderator' } as const

/** `14:05`, by hand: a list needs many. */
const timeOf = (at: string) => {
  const date = new Date(at)
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`
}
