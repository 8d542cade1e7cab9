/** Seconds. A part lasts at most `part`; a segment ends at the first keyframe past `segment`; nobody waits longer for a keyframe than `longest`. */
export const lengths = { part: 0.5, segment: 2, longest: 12 } as const
/** A segment is at most this much longer than its target: it still rounds to it. */
const slack = 0.4

const shortest = 0.5

/**
 * Decides where segments end. The target is chosen with the first segment, from the distance of the keyframes so far, and stays: players
 * were told. From then on a keyframe ends a segment early when the next one would come too late, and what goes on past the target ends
 * without one.
 */
export type SegmentRule = {
  /** A frame of the picture is about to be written. `elapsed`: seconds since the segment began; `frame`: how long a frame lasts. */
  ends(frame: {
    key: boolean
    seconds: number
    elapsed: number
    frame: number
  }): 'at-keyframe' | 'anyway' | null
  /** The segment at work began without a keyframe. */
  began(withKeyframe: boolean): void
  /** What a segment of this length may be told as. */
  target(elapsed: number): number
  readonly known: number | null
  /** Seconds: longer than this a segment must not be. */
  readonly limit: number
}

export function openSegmentRule(known: number | null): SegmentRule {
  let target = known
  let lastKey: number | null = null
  let gaps: number[] = []
  let whole = true

  const keyframe = (seconds: number) => {
    if (lastKey !== null && seconds > lastKey) gaps = [...gaps, seconds - lastKey].slice(-8)
    lastKey = seconds
  }
  const steady = () => {
    const [before, last] = gaps.slice(-2)
    return before !== undefined && last !== undefined && Math.abs(before - last) < last * 0.1
  }
  return {
    ends({ key, seconds, elapsed, frame }) {
      if (key) keyframe(seconds)
      const hard = (target ?? lengths.longest) + slack
      if (!key) return elapsed + frame > hard ? 'anyway' : null
      if (elapsed < shortest && whole) return null
      if (target === null)
        return elapsed >= lengths.segment - 0.1 || (elapsed >= 0.9 && steady()) ? 'at-keyframe' : null
      const late = elapsed + Math.max(0, ...gaps) > hard
      return late || !whole || elapsed >= lengths.segment - 0.05 ? 'at-keyframe' : null
    },
    began: (withKeyframe) => void (whole = withKeyframe),
    target: (elapsed) =>
      (target ??= Math.min(
        lengths.longest,
        Math.max(lengths.segment, Math.ceil(Math.max(elapsed, ...gaps) - slack)),
      )),
    get limit() {
      return (target ?? lengths.longest) + slack
    },
    get known() {
      return target
    },
  }
}
