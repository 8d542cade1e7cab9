import type { IncomingMessage } from 'node:http'

/** Seconds without a byte after which a connection counts as dead, and seconds an unwanted body may still run. */
const patience = { silent: 60, unwanted: 2 }

/**
 * The body of a request as tus takes it. A connection that breaks off or falls silent ends the body early instead of failing it:
 * what has arrived is written and counts. `end` does that on purpose. `release` lets go of what nobody reads, so that the client gets to see the answer.
 */
export function bodyOf(raw: IncomingMessage): {
  stream: ReadableStream<Uint8Array>
  end(): void
  release(): void
} {
  let open = true
  let end: () => void = () => undefined
  let take: ((chunk: Uint8Array) => void) | null = null
  const silent = setTimeout(() => {
    if (raw.isPaused()) silent.refresh()
    else raw.destroy()
  }, patience.silent * 1000)

  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        end = () => {
          clearTimeout(silent)
          if (open) controller.close()
          open = false
        }
        take = (chunk) => {
          silent.refresh()
          if (!open) return
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) raw.pause()
        }
        raw.on('data', take).on('end', end).on('close', end).on('error', end)
        raw.pause()
      },
      pull: () => void raw.resume(),
      cancel() {
        open = false
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
  )

  return {
    stream,
    end: () => end(),
    release() {
      clearTimeout(silent)
      if (raw.complete || raw.destroyed) return
      if (take) raw.off('data', take)
      open = false
      raw.resume()
      // A connection that is closed on a client in mid-sentence loses the answer; one that talks on for long is cut.
      const cut = setTimeout(() => raw.destroy(), patience.unwanted * 1000)
      raw.once('close', () => clearTimeout(cut))
    },
  }
}
