import { useEffect, useState } from 'react'
import type { SignalReport } from '../contract/signal.ts'
import { listen } from './listen.ts'
import { signalEventsUrl } from './live-urls.ts'

/** What comes in from the encoder, told once a second; null before the first word. `isAway`: nothing is told right now. */
export function useSignal(space: string, id: string): { signal: SignalReport | null; isAway: boolean } {
  const [signal, setSignal] = useState<SignalReport | null>(null)
  const [isAway, setIsAway] = useState(false)
  useEffect(
    () =>
      listen(
        signalEventsUrl(space, id),
        { signal: (report) => setSignal(report as SignalReport) },
        { open: () => setIsAway(false), away: () => setIsAway(true) },
      ),
    [space, id],
  )
  return { signal, isAway }
}
