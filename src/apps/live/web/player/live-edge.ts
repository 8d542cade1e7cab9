import { duration } from '#web/ui/format.ts'

/** A player this many seconds further back than it needs to be is told so. */
const late = 3

/**
 * What the badge of the player says. `latency`: seconds behind the newest picture the house has; `target`: how far behind a player has
 * to be to run smoothly.
 */
export function liveEdge(latency: number, target: number): { isLive: boolean; words: string } {
  const behind = Math.round(latency - target)
  return Number.isFinite(behind) && behind > late
    ? { isLive: false, words: `${behind < 60 ? `${behind} s` : duration(behind)} behind` }
    : { isLive: true, words: 'Live' }
}
