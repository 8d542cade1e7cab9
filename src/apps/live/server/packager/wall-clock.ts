import type { Clock } from '#platform/clock.ts'

/** When a moment of media reached the house. Frames come in bursts: what came earliest for its time says where the two clocks stand. */
export type WallClock = {
  /** Wall clock, milliseconds, of a moment of media in seconds. To be asked in order. */
  of(seconds: number): number
  /** What comes next is not the continuation: the clocks are compared anew. */
  anew(): void
}

const [looks, driftMs] = [30, 250]

export function openWallClock(clock: Clock): WallClock {
  let offset: number | null = null
  let lags: number[] = []
  return {
    of(seconds) {
      const now = clock.now()
      offset ??= now - seconds * 1000
      const lag = now - (offset + seconds * 1000)
      // Nothing can come before it was: the encoder's clock is fast.
      if (lag < 0) offset += lag
      lags.push(lag)
      if (lags.length >= looks) {
        const least = Math.min(...lags)
        if (least > driftMs) offset += least
        lags = []
      }
      return Math.round(offset + seconds * 1000)
    },
    anew() {
      ;[offset, lags] = [null, []]
    },
  }
}
