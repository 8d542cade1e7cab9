/**
 * The bus engine: tells every process of the house that something happened. At most once, not kept: what must not be
 * lost is a job or a row; subscribers read the row again. Messages of one publisher on one topic keep their order.
 */
export interface Bus {
  /** Resolves when handed over; never throws (a lost message is logged). `message` is JSON. */
  publish(topic: string, message: unknown): Promise<void>
  /** `topic` exactly. Returns the way to stop. A listener that throws is logged and hurts nobody else. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void
  ping(): Promise<void>
  close(): Promise<void>
}
