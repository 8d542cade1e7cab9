import { randomUUID } from 'node:crypto'
import type { Platform } from '#platform/platform.ts'

/**
 * Who watches right now, in the whole house: each process counts its own and tells the others. Nothing is kept; a process that is gone
 * counts no more after `heardSeconds`.
 */
export interface Viewers {
  /** One more. Returns how they leave. */
  enter(channelId: string): () => void
  count(channelId: string): number
  /** Calls back when the count of a channel may have changed. Returns the way to stop. */
  follow(channelId: string, listener: () => void): () => void
  close(): void
}

const topic = 'live.viewers'
const tellSeconds = 1
const repeatSeconds = 10
const heardSeconds = 30

type Told = { process: string; counts: Record<string, number> }

export function openViewers({ bus, clock, metrics }: Pick<Platform, 'bus' | 'clock' | 'metrics'>): Viewers {
  const process = randomUUID()
  const own = new Map<string, number>()
  const others = new Map<string, { counts: Record<string, number>; at: number }>()
  const listeners = new Map<string, Set<() => void>>()
  const watching = metrics.gauge('longhouse_live_viewers', 'Who has a channel open, at this process')
  let changed: NodeJS.Timeout | null = null

  const tell = () => {
    changed = null
    void bus.publish(topic, { process, counts: Object.fromEntries(own) } satisfies Told)
  }
  const call = (channelId: string) => {
    for (const listener of listeners.get(channelId) ?? []) listener()
  }
  const add = (channelId: string, by: number) => {
    const count = (own.get(channelId) ?? 0) + by
    if (count > 0) own.set(channelId, count)
    else own.delete(channelId)
    watching.inc(by)
    changed ??= setTimeout(tell, tellSeconds * 1000).unref()
    call(channelId)
  }
  const forget = () => {
    for (const [id, { at, counts }] of others) {
      if (clock.now() - at <= heardSeconds * 1000) continue
      others.delete(id)
      for (const channelId of Object.keys(counts)) call(channelId)
    }
  }
  const unsubscribe = bus.subscribe(topic, (message) => {
    const told = message as Told
    if (told.process === process) return
    const before = others.get(told.process)?.counts ?? {}
    others.set(told.process, { counts: told.counts, at: clock.now() })
    for (const channelId of new Set([...Object.keys(before), ...Object.keys(told.counts)]))
      if (before[channelId] !== told.counts[channelId]) call(channelId)
  })
  const repeat = setInterval(() => {
    forget()
    if (own.size > 0) tell()
  }, repeatSeconds * 1000).unref()

  return {
    enter(channelId) {
      add(channelId, 1)
      let left = false
      return () => {
        if (!left) add(channelId, -1)
        left = true
      }
    },
    count(channelId) {
      let count = own.get(channelId) ?? 0
      for (const { counts } of others.values()) count += counts[channelId] ?? 0
      return count
    },
    follow(channelId, listener) {
      const heard = listeners.get(channelId) ?? new Set()
      listeners.set(channelId, heard.add(listener))
      return () => {
        heard.delete(listener)
        if (heard.size === 0) listeners.delete(channelId)
      }
    },
    close() {
      clearInterval(repeat)
      if (changed) clearTimeout(changed)
      unsubscribe()
      own.clear()
      tell()
    },
  }
}
