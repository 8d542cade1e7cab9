import { useCallback } from 'react'
import { ApiProblem, call, newKey } from '#web/api.ts'
import { useMe, useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import type { sayInChat } from '../../contract/chat-routes.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import type { ChatFeed } from './chat-feed.ts'
import type { ChatRow } from './chat-list.ts'

export type Send = (body: string, guestName: string | null) => Promise<{ waitSeconds: number }>

/** Shows what is sent at once, and what became of it. `waitSeconds`: how long the house wants this person to wait before the next try. */
export function useSend(id: string, feed: ChatFeed) {
  const { slug: space } = useSpace()
  const me = useMe()
  const post = useCallback(
    async (key: string, message: ChatMessage) => {
      const isGuest = message.author.id === null
      feed.sending(key, message)
      try {
        const said = await call<typeof sayInChat>('POST /spaces/:space/channels/:id/chat', {
          params: { space, id },
          body: { body: message.body, ...(isGuest && { guestName: message.author.name }) },
        })
        feed.sent(key, said)
        return { waitSeconds: 0 }
      } catch (problem) {
        feed.failed(key, wordsOf(problem))
        return { waitSeconds: problem instanceof ApiProblem ? (problem.retryAfterSeconds ?? 0) : 0 }
      }
    },
    [space, id, feed],
  )
  const send: Send = useCallback(
    (body, guestName) =>
      post(newKey(), {
        id: '',
        author: me
          ? { id: me.account.id, name: me.account.name, role: 'member' }
          : { id: null, name: guestName ?? '', role: 'guest' },
        body,
        createdAt: new Date().toISOString(),
        at: null,
        own: true,
      }),
    [post, me],
  )
  const again = useCallback((row: ChatRow) => void post(row.key, row.message), [post])
  return { send, again }
}
