import { useCallback, useEffect, useRef, useState } from 'react'
import { type OpenSource, openSource, type SourceFault } from './media-source.ts'
import type { PlayerSource } from './player-types.ts'

/**
 * Opens the source in the video and keeps it going: fresh paths when the old ones have expired, and back to the same second. Paths
 * that change while it plays are taken at the next opening. `fault` is what the person must know.
 */
export function useSource(
  video: { current: HTMLVideoElement | null },
  source: PlayerSource,
  start: number,
  onExpired?: () => Promise<PlayerSource>,
) {
  const [fault, setFault] = useState<SourceFault | null>(null)
  const [, redraw] = useState(0)
  const open = useRef<OpenSource>(null)
  const latest = useRef({ source, onExpired, renewals: 0 })
  useEffect(() => {
    latest.current.source = source
    latest.current.onExpired = onExpired
  }, [source, onExpired])

  const begin = useCallback(
    async (from: number, given: PlayerSource, gone: AbortSignal) => {
      const element = video.current
      if (!element) return
      setFault(null)
      open.current?.close()
      const opened = await openSource(
        element,
        { hls: given.hls, live: given.live ?? false, from },
        {
          changed: () => redraw((count) => count + 1),
          fault(found) {
            const { onExpired: renew } = latest.current
            if (found.kind !== 'expired' || !renew || latest.current.renewals++ > 2) return setFault(found)
            void renew().then(
              (fresh) => begin(element.currentTime || from, fresh, gone),
              () =>
                setFault({
                  kind: 'expired',
                  words: 'This video is no longer there, or not for you any more.',
                }),
            )
          },
        },
      )
      if (gone.aborted) return opened.close()
      open.current = opened
      element.addEventListener('playing', () => (latest.current.renewals = 0), { once: true })
      await element.play().catch(() => {})
    },
    [video],
  )

  useEffect(() => {
    const gone = new AbortController()
    void begin(start, latest.current.source, gone.signal)
    return () => {
      gone.abort()
      open.current?.close()
      open.current = null
    }
    // A new start is a seek, not a new source.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [begin])

  return {
    fault,
    qualities: open.current?.qualities() ?? [],
    playing: open.current?.playing() ?? -1,
    chosen: open.current?.chosen() ?? -1,
    choose: (id: number) => open.current?.choose(id),
    retry: () => {
      const { onExpired: renew, source: known } = latest.current
      const from = video.current?.currentTime || start
      const again = (given: PlayerSource) => begin(from, given, new AbortController().signal)
      void (renew?.() ?? Promise.resolve(known)).then(again, () => again(known))
    },
  }
}
