import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, Pin, PinOff, Timer, Trash2 } from 'lucide'
import { useState, useSyncExternalStore } from 'react'
import { call, newKey } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Check } from '#web/ui/fields.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { banFromChat, pinInChat, removeFromChat } from '../../contract/chat-routes.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import { bansQuery } from '../live-queries.ts'
import type { ChatFeed } from './chat-feed.ts'
import { MessageText } from './message-text.tsx'

/** What can be done with one message: its author takes it back, moderators also pin it or keep its author out. */
export function MessageDialog({
  channel,
  message,
  feed,
  onClose,
}: {
  channel: Channel
  message: ChatMessage
  feed: ChatFeed
  onClose: () => void
}) {
  const { act, busy, problem } = useModeration(channel.id, message, feed, onClose)
  const { pinned } = useSyncExternalStore(feed.subscribe, feed.read)
  const [also, setAlso] = useState(true)
  const isPinned = pinned?.id === message.id
  const canBan = channel.may.moderate && !message.own && message.author.role !== 'moderator'
  return (
    <Dialog title={`Message of ${message.author.name}`} onClose={onClose} width={420}>
      <blockquote dir="auto" className="mb-4 max-h-40 overflow-auto rounded-lg bg-surface p-4">
        <MessageText text={message.body} />
      </blockquote>
      <div className="grid gap-2">
        {channel.may.moderate && (
          <Button icon={isPinned ? PinOff : Pin} disabled={busy} onClick={() => act.pin(!isPinned)}>
            {isPinned ? 'Take it from the top' : 'Pin above the chat'}
          </Button>
        )}
        <Button icon={Trash2} disabled={busy} onClick={act.remove}>
          {message.own ? 'Take it back' : 'Remove this message'}
        </Button>
        {canBan && (
          <>
            <Check
              label={`Also remove what ${message.author.name} wrote today`}
              checked={also}
              onChange={(event) => setAlso(event.target.checked)}
            />
            <Button icon={Timer} disabled={busy} onClick={() => act.ban(10, also)}>
              Keep out for 10 minutes
            </Button>
            <Button kind="danger" icon={Ban} disabled={busy} onClick={() => act.ban(null, also)}>
              Keep out for good
            </Button>
          </>
        )}
        {problem !== null && (
          <p role="alert" className="notice notice-danger">
            {wordsOf(problem)}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function useModeration(id: string, message: ChatMessage, feed: ChatFeed, done: () => void) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const params = { space, id }
  const { name } = message.author
  const run = useMutation({
    mutationFn: async ({ work, words }: { work: () => Promise<unknown>; words: string }) => {
      await work()
      return words
    },
    onSuccess(words) {
      toast(words)
      done()
    },
  })
  const act = {
    remove: () =>
      run.mutate({
        words: 'The message is gone for everybody',
        async work() {
          await call<typeof removeFromChat>('DELETE /spaces/:space/channels/:id/chat/:message', {
            params: { ...params, message: message.id },
          })
          feed.drop(message.id)
        },
      }),
    pin: (on: boolean) =>
      run.mutate({
        words: on ? 'It stands above the chat' : 'Nothing is pinned any more',
        async work() {
          const { message: pinned } = await call<typeof pinInChat>('PUT /spaces/:space/channels/:id/pinned', {
            params,
            body: { messageId: on ? message.id : null },
          })
          feed.pinned(pinned)
        },
      }),
    ban: (minutes: number | null, removeMessages: boolean) =>
      run.mutate({
        words:
          minutes === null ? `${name} can no longer write here` : `${name} can write again in 10 minutes`,
        async work() {
          await call<typeof banFromChat>('POST /spaces/:space/channels/:id/bans', {
            params,
            body: { messageId: message.id, minutes, removeMessages },
            idempotencyKey: newKey(),
          })
          await queries.invalidateQueries({ queryKey: bansQuery(space, id).queryKey })
        },
      }),
  }
  return { act, busy: run.isPending, problem: run.error }
}
