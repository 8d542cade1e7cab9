/** How many jobs of a lane run in this process at once, whoever brings them. */
export interface LaneRoom {
  /** How many more may be taken now. Those who wait at the door come first. */
  free(): number
  /** Takes places that `free` has just told. */
  take(places: number): void
  /** Waits for a place and takes it. False when `stopped` aborts first. */
  enter(stopped: AbortSignal): Promise<boolean>
  leave(): void
}

export function openLaneRoom(size: number): LaneRoom {
  let taken = 0
  const door: (() => void)[] = []
  return {
    free: () => size - taken - door.length,
    take: (places) => void (taken += places),
    enter(stopped) {
      if (stopped.aborted) return Promise.resolve(false)
      if (taken < size) {
        taken++
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const giveUp = () => {
          door.splice(door.indexOf(comeIn), 1)
          resolve(false)
        }
        const comeIn = () => {
          stopped.removeEventListener('abort', giveUp)
          resolve(true)
        }
        door.push(comeIn)
        stopped.addEventListener('abort', giveUp, { once: true })
      })
    },
    leave() {
      const next = door.shift()
      if (next) next()
      else taken--
    },
  }
}
