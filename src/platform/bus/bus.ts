/**
 * The bus engine: tells every process of the house that something happened. At most once, not kept: what must not be
 * lost is a job or a row; subscribers read the row again. Messages of one publisher on one topic keep their order.
 * Listeners in the publisher's own process hear also while the line to the others is down.
 */
export interface Bus {
  /** Resolves when handed over, within a quarter of a second; never throws. `message` is JSON. What the line loses is told by `onMissed`. */
  publish(topic: string, message: unknown): Promise<void>
  /** `topic` exactly. Returns the way to stop. A listener that throws is logged and hurts nobody else. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void
  /**
   * Calls back when messages of other processes, on any topic, may have been lost and the line is up again: whoever keeps
   * what it has heard reads afresh. Also when this process lost messages of its own: then the others are called back.
   */
  onMissed(listener: () => void): () => void
  /** Throws once it is closed. */
  ping(): Promise<void>
  close(): Promise<void>
}
