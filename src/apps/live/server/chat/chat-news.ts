import type { Platform } from '#platform/platform.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import type { PersonKey } from './chat-tables.ts'

/** What happens in the chat of a channel, in every process. Messages are complete: nobody has to ask the database for them. */
export type ChatWord =
  | { is: 'said'; message: ChatMessage }
  | { is: 'removed'; ids: string[] }
  | { is: 'pinned'; message: ChatMessage | null }
  | { is: 'banned'; person: PersonKey }
  | { is: 'lifted'; person: PersonKey }

export type ChatNews = {
  /** After the commit of what it tells. */
  tell(channelId: string, word: ChatWord): Promise<void>
  /** Returns the way to stop. */
  follow(channelId: string, listener: (word: ChatWord) => void): () => void
}

export function openChatNews({ bus }: Pick<Platform, 'bus'>): ChatNews {
  return {
    tell: (channelId, word) => bus.publish(topicOf(channelId), word),
    follow: (channelId, listener) =>
      bus.subscribe(topicOf(channelId), (message) => listener(message as ChatWord)),
  }
}

const topicOf = (channelId: string) => `live.chat.${channelId}`
