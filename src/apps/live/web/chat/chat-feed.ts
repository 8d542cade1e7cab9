import type { ChatMessage } from '../../contract/chat.ts'
import {
  type ChatList,
  emptyList,
  shortened,
  withFailed,
  withLatest,
  withMessages,
  without,
  withSending,
  withSent,
} from './chat-list.ts'

export type ChatState = {
  list: ChatList
  /** Undefined until the house has said. */
  pinned: ChatMessage | null | undefined
  /** Why this person may not write any more. */
  closed: string | null
  /** How often the stream of events has begun: each time the latest page is read again. */
  openings: number
  isAway: boolean
}

export type ChatFeed = ReturnType<typeof openChatFeed>

/** The chat of one channel as one page knows it. `news` and its like take what the stream of events says. */
export function openChatFeed() {
  let state: ChatState = { list: emptyList, pinned: undefined, closed: null, openings: 0, isAway: false }
  const watchers = new Set<() => void>()
  const change = (changes: Partial<ChatState>) => {
    state = { ...state, ...changes }
    for (const tell of watchers) tell()
  }
  return {
    read: () => state,
    subscribe(tell: () => void) {
      watchers.add(tell)
      return () => void watchers.delete(tell)
    },
    /** Who was kept out is told so again. */
    opened: () => change({ openings: state.openings + 1, isAway: false, closed: null }),
    away: () => change({ isAway: true }),
    news: (data: unknown) => change({ list: withMessages(state.list, data as ChatMessage[]) }),
    removed(data: unknown) {
      const ids = data as string[]
      const isPinned = state.pinned && ids.includes(state.pinned.id)
      change({ list: without(state.list, ids), ...(isPinned && { pinned: null }) })
    },
    pinned: (data: unknown) => change({ pinned: data as ChatMessage | null }),
    closed: (data: unknown) => change({ closed: (data as { message: string }).message }),
    latest: (messages: readonly ChatMessage[]) => change({ list: withLatest(state.list, messages) }),
    older: (messages: readonly ChatMessage[]) => change({ list: withMessages(state.list, messages) }),
    sending: (key: string, message: ChatMessage) => change({ list: withSending(state.list, key, message) }),
    sent: (key: string, message: ChatMessage) => change({ list: withSent(state.list, key, message) }),
    failed: (key: string, words: string) => change({ list: withFailed(state.list, key, words) }),
    drop: (key: string) => change({ list: without(state.list, [key]) }),
    shorten: (most: number) => {
      const list = shortened(state.list, most)
      if (list !== state.list) change({ list })
    },
  }
}
