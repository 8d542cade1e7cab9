import { duration } from '#web/ui/format.ts'

/** A player this many seconds further back than it needs to be is told so. */
const late = 3

/**
 * What the badge of the player says. `latency`: seconds behind the newest picture the house has; `target`: how far behind a player has
 * to be to run smoothly.
 */
export function liveEdge(latency: number, target: number): { isLive: boolean; words: string } {
  const behind = latency - target
  return Number.isFinite(behind) && Math.round(behind) > late
    ? { isLive: false, words: behindWords(behind) }
    : { isLive: true, words: 'Live' }
}

/** `12 s behind`, `30 minutes behind`. */
export function behindWords(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  return `${whole < 60 ? `${whole} s` : duration(whole)} behind`
}
