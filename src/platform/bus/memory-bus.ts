import type { Log } from '../observability/log.ts'
import type { Bus } from './bus.ts'
import { openListeners, toText } from './listeners.ts'

/** The bus inside one process. */
export function openMemoryBus(log: Log): Bus {
  const listeners = openListeners(log)
  let closed = false
  return {
    async publish(topic, message) {
      if (closed || !listeners.has(topic)) return
      const text = toText(log, topic, message)
      if (text !== null) listeners.tell(topic, text)
    },
    subscribe: (topic, listener) => listeners.add(topic, listener),
    onMissed: () => () => {},
    ping: () => (closed ? Promise.reject(new Error('the bus is closed')) : Promise.resolve()),
    async close() {
      closed = true
      listeners.close()
    },
  }
}
