import type { EventStream } from '#platform/http/events.ts'

type Stream = Pick<EventStream, 'send' | 'write' | 'close'>

/**
 * A stream whose first words are still being read: what is told meanwhile waits until `release`, so that nothing older comes
 * after it.
 */
export function heldStream(stream: Stream): Stream & { release(): void } {
  let held: (() => void)[] | null = []
  const inTurn = (work: () => void) => {
    if (held) held.push(work)
    else work()
  }
  return {
    send: (data, name) => inTurn(() => stream.send(data, name)),
    write: (text) => inTurn(() => stream.write(text)),
    close: () => inTurn(() => stream.close()),
    release() {
      const waiting = held ?? []
      held = null
      for (const work of waiting) work()
    },
  }
}
