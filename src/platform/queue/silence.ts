/** A row that its owner keeps beating. */
export type Beat = { owner: string; beat: number }

/**
 * Tells who has not beaten for `lease` seconds, as watched from here: no wall clock of any machine takes part. Time in which this
 * process did not look counts little, `most` seconds at once: after a pause of the machine everybody first gets a chance to beat.
 */
export function openSilence({ lease, most }: { lease: number; most: number }) {
  const known = new Map<string, { beat: number; seconds: number }>()
  let last = performance.now()
  return {
    /** Of those that are there at this look. */
    after(beats: readonly Beat[]): Set<string> {
      const gap = Math.min((performance.now() - last) / 1000, most)
      last = performance.now()
      for (const owner of known.keys()) if (!beats.some((one) => one.owner === owner)) known.delete(owner)
      for (const { owner, beat } of beats) {
        const before = known.get(owner)
        known.set(owner, { beat, seconds: before?.beat === beat ? before.seconds + gap : 0 })
      }
      return new Set([...known].flatMap(([owner, { seconds }]) => (seconds >= lease ? [owner] : [])))
    },
  }
}
