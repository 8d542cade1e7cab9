import type { ChatMessage } from '../../contract/chat.ts'

/** A stretch of what was written during an event, from `from` seconds of it on. */
export type Stretch = {
  from: number
  messages: readonly ChatMessage[]
  /** Where it goes on; null at its end. Undefined before the first answer. */
  next: string | null | undefined
}

/** How much is read ahead of the player, and shown before its second, seconds. */
const [ahead, before] = [30, 120]

/** What has to be read for the player to stand at `time`: nothing, the next page, or a stretch that begins elsewhere. */
export function wanted(
  { from, messages, next }: Stretch,
  time: number,
): 'nothing' | 'more' | { from: number } {
  const known = messages.at(-1)?.at ?? from
  const start = Math.max(0, Math.floor(time - before))
  if (time < from) return { from: start }
  if (next === undefined) return 'more'
  if (next === null || known >= time + ahead) return 'nothing'
  return time > known + before * 2 ? { from: start } : 'more'
}

/** What has been written when the player stands at `time`, the latest below. */
export const written = ({ messages }: Stretch, time: number, most: number): ChatMessage[] =>
  messages.filter(({ at }) => at !== null && at <= time).slice(-most)
