/**
 * How many requests may be inside at once. Without a queue nobody counts; once, at two looks in a row, more are inside than are answered
 * within `patience` ms, no more are let in than that (Little's law): whoever is let in is answered soon, and whoever is not is told at
 * once. No clock of a request takes part, so that a few slow ones change nothing.
 */
export interface Admission {
  full(): boolean
  inside(): number
  /** One more; `leave` is called once for each. */
  enter(): void
  leave(): void
  /** Looks at the last moments; called by a timer. */
  look(): void
}

/** Never fewer: a slow answer here and there is no queue. */
const least = 64
/** Looks in a row with half of the room free, after which nobody counts any more. */
const calmLooks = 8

export function openAdmission({ patience = 1000, now = () => performance.now() } = {}): Admission {
  let inside = 0
  let answered = 0
  let lookedAt = now()
  let rate = 0
  let room = Infinity
  let crowded = 0
  let calm = 0

  return {
    full: () => inside >= room,
    inside: () => inside,
    enter() {
      inside += 1
    },
    leave() {
      inside -= 1
      answered += 1
    },
    look() {
      const at = now()
      // Half of it is what was before, so that one odd moment does not count for all.
      rate = (rate + (answered * 1000) / Math.max(1, at - lookedAt)) / 2
      answered = 0
      lookedAt = at
      const most = Math.max(least, (rate * patience) / 1000)
      crowded = inside > most ? crowded + 1 : 0
      calm = inside <= most / 2 ? calm + 1 : 0
      if (crowded >= 2 || room !== Infinity) room = most
      if (calm >= calmLooks) room = Infinity
    },
  }
}
