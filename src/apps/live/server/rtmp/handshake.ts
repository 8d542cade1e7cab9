import { randomBytes } from 'node:crypto'
import { ProtocolFault } from './protocol-fault.ts'

const version = 3
const size = 1536

/**
 * The simple handshake, from the server's side: C0 and C1 are answered with S0, S1 and S2; what C2 holds does not matter, since
 * encoders differ in it and nothing is gained by refusing them.
 */
export class Handshake {
  /** C0 and C1. */
  readonly #asked = Buffer.alloc(1 + size)
  #taken = 0

  get done(): boolean {
    return this.#taken === 1 + 2 * size
  }

  /** Takes its bytes from `data` and says where the rest begins. `answer` is called once, when C1 is whole. */
  read(data: Buffer, answer: (bytes: Buffer) => void): number {
    if (this.#taken === 0 && data[0] !== version) throw new ProtocolFault('handshake', 'this is not RTMP')
    const opening = data.copy(this.#asked, this.#taken, 0, Math.max(0, this.#asked.length - this.#taken))
    this.#taken += opening
    if (opening > 0 && this.#taken === this.#asked.length) answer(this.#answer())
    if (this.#taken < this.#asked.length) return opening
    const closing = Math.min(data.length - opening, 1 + 2 * size - this.#taken)
    this.#taken += closing
    return opening + closing
  }

  #answer(): Buffer {
    const own = randomBytes(size)
    own.fill(0, 0, 8)
    return Buffer.concat([Buffer.of(version), own, this.#asked.subarray(1)])
  }
}
