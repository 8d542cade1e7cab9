/**
 * Server-sent events that do not give up: a browser by itself ends a stream for good when the house answers with an error, as it does
 * while it restarts. Tries again after one to three seconds, so that a thousand pages do not come back at once. `open` is also called
 * each time it is back: events may have passed unheard. Returns the way to stop.
 */
export function listen(
  url: string,
  events: Readonly<Record<string, (data: unknown) => void>>,
  on: { open?: () => void; away?: () => void } = {},
): () => void {
  const state: { source: EventSource | null; timer: number } = { source: null, timer: 0 }
  const begin = () => {
    const source = new EventSource(url)
    state.source = source
    for (const [name, take] of Object.entries(events))
      source.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data)))
    source.addEventListener('open', () => on.open?.())
    source.addEventListener('error', () => {
      on.away?.()
      if (source.readyState !== EventSource.CLOSED) return
      state.timer = window.setTimeout(begin, 1000 + Math.random() * 2000)
    })
  }
  begin()
  return () => {
    clearTimeout(state.timer)
    state.source?.close()
  }
}
