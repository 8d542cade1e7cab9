import { forHouse } from '../db/scope.ts'
import type { Log } from '../observability/log.ts'

type Listener = (message: unknown) => void

/** Who listens in this process, told after the publisher's turn, message by message in the order of publishing. */
export interface Listeners {
  has(topic: string): boolean
  /** `text` is JSON. */
  tell(topic: string, text: string): void
  add(topic: string, listener: Listener): () => void
  close(): void
}

export function openListeners(log: Log): Listeners {
  const topics = new Map<string, Set<Listener>>()
  const outbox: { topic: string; text: string }[] = []

  const deliver = () => {
    for (let next = outbox.shift(); next; next = outbox.shift())
      for (const listener of topics.get(next.topic) ?? []) void tell(listener, next.topic, next.text)
  }
  const tell = async (listener: Listener, topic: string, text: string) => {
    try {
      // Text between them, as between processes: nobody changes what another listener gets.
      // Awaited, because a listener may be an async function in spite of its type.
      await (listener(JSON.parse(text)) as unknown)
    } catch (error) {
      log.error({ err: error, topic }, 'a listener of the bus failed')
    }
  }

  return {
    has: (topic) => topics.has(topic),
    tell(topic, text) {
      if (!topics.has(topic)) return
      outbox.push({ topic, text })
      // On nobody's behalf: a listener serves the house, whoever published.
      if (outbox.length === 1) setImmediate(() => forHouse(deliver))
    },
    add(topic, listener) {
      // Wrapped, so that one function may subscribe twice.
      const own: Listener = (message) => listener(message)
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(own))
      return () => {
        listeners.delete(own)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    close() {
      outbox.length = 0
      topics.clear()
    },
  }
}

/** A message as text, or null, told in the log, when it cannot be written as JSON. */
export function toText(log: Log, topic: string, message: unknown): string | null {
  try {
    return JSON.stringify(message ?? null)
  } catch (error) {
    log.error({ err: error, topic }, 'a message was lost: it cannot be written as JSON')
    return null
  }
}
