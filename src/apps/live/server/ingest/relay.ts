import type { PackagedListener, RenditionId, Track } from '../packager/packaged.ts'

/**
 * Hands what a packager makes to listeners that may change while the push goes on: a private test that goes on air. The new ones begin with a
 * whole segment of each rendition, and are told its track before.
 */
export type Relay = PackagedListener & {
  /** From the next segment of `source` on. The old listeners hear their end then. */
  turnTo(listeners: readonly PackagedListener[]): void
  /** One past the last sequence number that anybody was told; null before the first part. */
  nextSequence(): number | null
}

export function openRelay(first: readonly PackagedListener[]): Relay {
  const tracks = new Map<RenditionId, Track>()
  /** Whom each rendition is told to; those not here yet, to `current`. */
  const towards = new Map<RenditionId, readonly PackagedListener[]>()
  let current = first
  let coming: readonly PackagedListener[] | null = null
  let next: number | null = null

  const listenersOf = (rendition: RenditionId) => {
    const known = towards.get(rendition)
    if (!known) towards.set(rendition, current)
    return known ?? current
  }
  const begin = (rendition: RenditionId) => {
    const before = towards.get(rendition)
    towards.set(rendition, current)
    const track = tracks.get(rendition)
    if (before !== undefined && before !== current && track) current.forEach((one) => one.track(track))
  }

  return {
    track(track) {
      tracks.set(track.rendition, track)
      listenersOf(track.rendition).forEach((one) => one.track(track))
    },
    part(part) {
      if (part.index === 0) {
        if (coming && part.rendition === 'source') {
          current.forEach((one) => one.end())
          ;[current, coming] = [coming, null]
        }
        begin(part.rendition)
      }
      next = Math.max(next ?? 0, part.sequence + 1)
      listenersOf(part.rendition).forEach((one) => one.part(part))
    },
    segment: (segment) => listenersOf(segment.rendition).forEach((one) => one.segment(segment)),
    dropped: (rendition) => listenersOf(rendition).forEach((one) => one.dropped?.(rendition)),
    end: () => current.forEach((one) => one.end()),
    turnTo(listeners) {
      coming = listeners
    },
    nextSequence: () => next,
  }
}
