import type { Call } from './handle.ts'

/** A stream of server-sent events to one client. */
export type EventStream = {
  /** Writes one event. `id` lets the browser name where it was. Slow readers are cut off rather than buffered without bound. */
  send(data: unknown, options?: { event?: string; id?: string }): void
  /** Aborted when the client leaves, the session ends (≤ 2 s) or the server stops. */
  closed: AbortSignal
}

/**
 * Answers a call with server-sent events: headers, a comment every 15 s so that proxies keep the line open, and the end.
 * `open` subscribes and sends the first state; what it returns is called once at the end.
 */
export declare function events(call: Call, open: (stream: EventStream) => Promise<() => void>): Promise<void>
