/** What one connection, and all of them together, may take from this house. Bytes and seconds. */
export type Limits = {
  /** The largest message of an admitted push: a keyframe. */
  message: number
  /** Messages begun and not yet whole, all chunk streams of a connection together. */
  partial: number
  /** As both above, before the key was accepted: commands are small. */
  commandMessage: number
  commandPartial: number
  /** Everything an encoder may send before its key was accepted. */
  opening: number
  chunkStreams: number
  /** What may wait to be sent to an encoder that does not read. */
  unread: number
  /** From the first packet to the end of the handshake, TLS included; and from there to a key. */
  handshakeSeconds: number
  openingSeconds: number
  /** How long a key may take to be checked. */
  checkSeconds: number
  /** Without one byte, once publishing began. */
  idleSeconds: number
  /** Before a wrong key is told, so that guessing is slow. */
  wrongKeySeconds: number
  /** For the last words to reach the encoder before the line is cut. */
  farewellSeconds: number
  /** Connections whose key was not accepted yet. */
  waiting: number
}

export const defaultLimits: Limits = {
  message: 4 * 1024 ** 2,
  partial: 8 * 1024 ** 2,
  commandMessage: 64 * 1024,
  commandPartial: 128 * 1024,
  opening: 512 * 1024,
  chunkStreams: 64,
  unread: 256 * 1024,
  handshakeSeconds: 10,
  openingSeconds: 10,
  checkSeconds: 10,
  idleSeconds: 15,
  wrongKeySeconds: 0.3,
  farewellSeconds: 2,
  waiting: 100,
}
