import { randomUUID } from 'node:crypto'
import type { Log } from '../observability/log.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../within.ts'
import type { Bus } from './bus.ts'
import { openListeners, toText } from './listeners.ts'

/** On the channel instead of a topic: its sender could not tell everything. */
const lostSome = ''
/** Milliseconds in which many losses are told as one. */
const together = 1000
/** Milliseconds for which a publisher waits for Redis to have its message. */
const handOver = 250

/**
 * The bus over one channel of Redis: every process hears everything and passes on what somebody listens to. One channel, because a
 * subscription that is still on its way would miss the message that follows it.
 */
export function openRedisBus({ redis, log }: { redis: Redis; log: Log }): Bus {
  const listeners = openListeners(log)
  const missed = openMissed(log)
  const self = randomUUID()
  // Channels know no databases: two houses on one Redis, each in its own, would hear each other.
  const channel = `${redis.prefix}bus:${redis.commands.options.db ?? 0}`
  let lost = false
  let closed = false

  /** `<sender> <topic>` and, on the next line, the message. */
  const send = async (topic: string, text: string) => {
    try {
      if (!redis.up()) throw new Error('Redis is away')
      await redis.commands.publish(channel, `${self} ${topic}\n${text}`)
      if (lost && topic !== lostSome) await confess()
    } catch {
      lost = true
    }
  }
  const confess = async () => {
    lost = false
    await send(lostSome, '')
  }

  redis.hear(channel, (all) => {
    const end = all.indexOf('\n')
    const [sender, topic] = [all.slice(0, self.length), all.slice(self.length + 1, end)]
    if (closed || sender === self) return
    if (topic === lostSome) missed.tell()
    else listeners.tell(topic, all.slice(end + 1))
  })
  const unfollow = redis.onChange((up) => {
    if (!up) return
    missed.tell()
    if (lost) void confess()
  })

  return {
    async publish(topic, message) {
      if (closed) return
      const text = toText(log, topic, message)
      if (text === null) return
      listeners.tell(topic, text)
      // Once Redis has it, who asks another process next is answered after it was told.
      await within(handOver, send(topic, text)).catch(() => {})
    },
    subscribe: (topic, listener) => listeners.add(topic, listener),
    onMissed: (listener) => missed.add(listener),
    ping: () => (closed ? Promise.reject(new Error('the bus is closed')) : Promise.resolve()),
    async close() {
      closed = true
      unfollow()
      missed.close()
      listeners.close()
    },
  }
}

/** Tells the first loss at once; those that follow within a second together, at its end. */
function openMissed(log: Log) {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let again = false
  function tell(): void {
    again = timer !== undefined
    if (again) return
    timer = setTimeout(() => {
      timer = undefined
      if (again) tell()
    }, together)
    for (const listener of listeners)
      try {
        listener()
      } catch (error) {
        log.error({ err: error }, 'a listener of the bus failed')
      }
  }
  return {
    tell,
    add(listener: () => void) {
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    close() {
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
