import type { ChatMessage } from '../../contract/chat.ts'

/** A line of the chat: what the house has, or what this page is still sending. Oldest first. */
export type ChatRow =
  | { key: string; is: 'there'; message: ChatMessage }
  | { key: string; is: 'sending'; message: ChatMessage }
  /** The house did not take it; `words` say why. What was typed is in `message.body`. */
  | { key: string; is: 'failed'; message: ChatMessage; words: string }

export type ChatList = {
  rows: readonly ChatRow[]
  /** Taken away while this page was open: a late answer does not bring them back. */
  gone: ReadonlySet<string>
}

export const emptyList: ChatList = { rows: [], gone: new Set() }

/** With these messages in their places, each once. What this page was sending gives way to the same words from the house. */
export function withMessages(list: ChatList, messages: readonly ChatMessage[]): ChatList {
  const known = new Set(list.rows.map(({ key }) => key))
  const fresh = messages.filter(({ id }) => !known.has(id) && !list.gone.has(id))
  if (fresh.length === 0) return list
  const mine = [...list.rows]
  for (const message of fresh) {
    const at = mine.findIndex((row) => row.is === 'sending' && isSame(row.message, message))
    if (at >= 0) mine.splice(at, 1)
  }
  const there = [
    ...mine.filter((row) => row.is === 'there'),
    ...fresh.map((message) => ({ key: message.id, is: 'there', message }) as const),
  ]
  return {
    ...list,
    rows: [...there.toSorted(byTime), ...mine.filter((row) => row.is !== 'there')],
  }
}

/**
 * The latest page of the house as the end of the list. What stands before it stays when the two meet; a page that was away for longer
 * begins anew. Rows that the house no longer has in that stretch are gone.
 */
export function withLatest(list: ChatList, latest: readonly ChatMessage[]): ChatList {
  const there = list.rows.filter((row) => row.is === 'there')
  const waiting = list.rows.filter((row) => row.is !== 'there')
  const from = latest.map(({ id }) => id).toSorted()[0]
  const ids = new Set(latest.map(({ id }) => id))
  const meet = from === undefined || there.some(({ key }) => ids.has(key))
  const newest = latest
    .map(({ id }) => id)
    .toSorted()
    .at(-1)
  const kept = meet
    ? there.filter(({ key }) => from === undefined || key < from || ids.has(key) || key > newest!)
    : []
  return withMessages({ ...list, rows: [...kept, ...waiting] }, latest)
}

export const without = (list: ChatList, ids: readonly string[]): ChatList => ({
  rows: list.rows.filter(({ key }) => !ids.includes(key)),
  gone: new Set([...list.gone, ...ids]),
})

export const withSending = (list: ChatList, key: string, message: ChatMessage): ChatList => ({
  ...list,
  rows: [...list.rows.filter((row) => row.key !== key), { key, is: 'sending', message }],
})

/** The house has taken what was sent as `key`; it may have told so already. */
export const withSent = (list: ChatList, key: string, message: ChatMessage): ChatList =>
  withMessages({ ...list, rows: list.rows.filter((row) => row.key !== key) }, [message])

export const withFailed = (list: ChatList, key: string, words: string): ChatList => ({
  ...list,
  rows: list.rows.map((row) =>
    row.key === key && row.is === 'sending' ? { key, is: 'failed', message: row.message, words } : row,
  ),
})

/** The last `most` of them: a page that is open for hours stays light. */
export function shortened(list: ChatList, most: number): ChatList {
  return list.rows.length > most ? { ...list, rows: list.rows.slice(-most) } : list
}

const isSame = (mine: ChatMessage, told: ChatMessage) =>
  mine.body === told.body && mine.author.id === told.author.id && mine.author.name === told.author.name

/** The ids of the house sort by the time they were given. */
const byTime = (a: ChatRow, b: ChatRow) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
