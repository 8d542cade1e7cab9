import { useState } from 'react'
import type { Channel } from '../contract/channel.ts'
import { type Phase, phaseOf } from './phase.ts'

/** What to show of a channel; remembers the event that was seen on air. */
export function usePhase(channel: Channel): Phase {
  const [watched, setWatched] = useState<string | null>(null)
  const phase = phaseOf(channel, watched)
  const onAir = phase.is === 'live' || phase.is === 'reconnecting' ? (phase.event?.id ?? watched) : watched
  if (onAir !== watched) setWatched(onAir)
  return phase
}
