/**
 * Connections whose key was not accepted yet. When it is full, one more takes the place of the one that has waited longest among those of
 * the address that has the most: whoever holds a hundred connections open keeps nobody out but itself.
 */
export class WaitingRoom {
  readonly #room: number
  /** In the order they came. */
  readonly #waiting = new Map<object, { address: string; turnOut: () => void }>()

  constructor(room: number) {
    this.#room = room
  }

  get size(): number {
    return this.#waiting.size
  }

  /** `turnOut` is called when the place is given to another. */
  enter(guest: object, address: string, turnOut: () => void): void {
    if (this.#waiting.size >= this.#room) this.#makeRoom()
    this.#waiting.set(guest, { address, turnOut })
  }

  leave(guest: object): void {
    this.#waiting.delete(guest)
  }

  #makeRoom(): void {
    const counts = new Map<string, number>()
    for (const { address } of this.#waiting.values()) counts.set(address, (counts.get(address) ?? 0) + 1)
    const most = Math.max(...counts.values())
    for (const [guest, { address, turnOut }] of this.#waiting)
      if (counts.get(address) === most) {
        this.#waiting.delete(guest)
        return turnOut()
      }
  }
}
