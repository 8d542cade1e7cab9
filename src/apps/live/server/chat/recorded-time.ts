/** When an event was recorded: from each beginning of its picture to the end of it. */
type Span = { from: number; to: number }

/**
 * Turns seconds since an event went live into seconds of its recording, and back: the recording leaves out the times in which the encoder
 * was away. What was said then belongs to the moment where the picture went on.
 */
export type RecordedTime = { recorded(seconds: number): number; passed(recorded: number): number }

export function recordedTime(spans: readonly Span[]): RecordedTime {
  return {
    recorded(seconds) {
      let before = 0
      for (const { from, to } of spans) {
        if (seconds < to) return before + Math.max(0, seconds - from)
        before += to - from
      }
      return before
    },
    passed(recorded) {
      let left = recorded
      for (const { from, to } of spans) {
        if (left < to - from) return from + left
        left -= to - from
      }
      return (spans.at(-1)?.to ?? 0) + left
    },
  }
}
