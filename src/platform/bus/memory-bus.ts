import type { Log } from '../observability/log.ts'
import type { Bus } from './bus.ts'

type Listener = (message: unknown) => void

/** The bus inside one process. Listeners run after the publisher's turn, message by message in the order of publishing. */
export function openMemoryBus(log: Log): Bus {
  const topics = new Map<string, Set<Listener>>()
  const outbox: { topic: string; text: string }[] = []
  let closed = false

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
    async publish(topic, message) {
      if (closed || !topics.has(topic)) return
      try {
        outbox.push({ topic, text: JSON.stringify(message ?? null) })
        if (outbox.length === 1) setImmediate(deliver)
      } catch (error) {
        log.error({ err: error, topic }, 'a message was lost: it cannot be written as JSON')
      }
    },
    subscribe(topic, listener) {
      // Wrapped, so that one function may subscribe twice.
      const own: Listener = (message) => listener(message)
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(own))
      return () => {
        listeners.delete(own)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    ping: () => (closed ? Promise.reject(new Error('the bus is closed')) : Promise.resolve()),
    async close() {
      closed = true
      outbox.length = 0
      topics.clear()
    },
  }
}
