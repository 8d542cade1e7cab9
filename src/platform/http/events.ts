import type { Auth } from '../auth/auth.ts'
import { Fault, type Kind } from '../errors.ts'
import type { AnyCall } from './handle.ts'

/** A stream of server-sent events to one client. */
export type EventStream = {
  /** Writes one event. `id` lets the browser name where it was. Slow readers are cut off rather than buffered without bound. */
  send(data: unknown, options?: EventName): void
  /** Writes what `eventText` put into words once for many streams. */
  write(text: string): void
  /** Ends the stream after what was written; its browser comes back by itself. */
  close(): void
  /** Aborted when the client leaves, the session ends (≤ 2 s) or the server stops. */
  closed: AbortSignal
}

type EventName = { event?: string; id?: string }

/** One event as it goes over the wire. */
export const eventText = (data: unknown, { event, id }: EventName = {}): string =>
  `${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`

/** Streams a server has open: ended together when it stops. */
export interface OpenStreams {
  answer(call: AnyCall, open: (stream: EventStream) => Promise<() => void>): Promise<void>
  readonly count: number
  endAll(): void
}

const heartbeatSeconds = 15
/** Milliseconds after which a browser whose stream has ended comes back. */
const [soonest, latest] = [1000, 4000]
/** Bytes waiting for a reader before it is cut off; its browser comes back by itself. */
const mostWaiting = 256 * 1024
const mostStreams = 10_000
/** Open pages of one account. */
const mostOfAccount = 100
/** Of people without an account behind one address: a whole hall may stand behind one line. */
const mostOfAddress = 1000

/**
 * Answers a call with server-sent events: headers, a comment every 15 s so that proxies keep the line open, and the end.
 * `open` subscribes and sends the first state; what it returns is called once at the end. `Last-Event-ID` is in the request's headers.
 */
export function events(call: AnyCall, open: (stream: EventStream) => Promise<() => void>): Promise<void> {
  return call.request.server.openStreams.answer(call, open)
}

export function openStreams(auth: Pick<Auth, 'watch'>): OpenStreams {
  const open = new Map<AbortController, string>()
  const openOf = (who: string) => open.values().reduce((count, one) => count + Number(one === who), 0)
  return {
    get count() {
      return open.size
    },
    endAll() {
      for (const stream of open.keys()) stream.abort()
    },
    async answer(call, subscribe) {
      const [who, most] =
        call.actor.kind === 'guest' ? [call.request.ip, mostOfAddress] : [call.actor.accountId, mostOfAccount]
      if (open.size >= mostStreams) throw tooMany('unavailable', 'Too many pages are listening.')
      if (openOf(who) >= most) throw tooMany('limited', 'Too many of your pages are listening.')
      const closing = new AbortController()
      open.set(closing, who)
      try {
        await stream(call, auth, closing, subscribe)
      } finally {
        open.delete(closing)
      }
    },
  }
}

const tooMany = (kind: Kind, what: string) =>
  new Fault(kind, 'too-many-streams', `${what} Close some and try again in a moment.`, {
    retryAfterSeconds: 10,
  })

async function stream(
  call: AnyCall,
  auth: Pick<Auth, 'watch'>,
  closing: AbortController,
  subscribe: (stream: EventStream) => Promise<() => void>,
): Promise<void> {
  const { raw } = call.reply
  const close = () => closing.abort()
  const waiting: string[] = []
  let started = false
  const write = (text: string) => {
    if (closing.signal.aborted) return
    if (!started) waiting.push(text)
    else if (!raw.write(text) && raw.writableLength > mostWaiting) raw.destroy()
  }
  raw.once('close', close)
  const unwatch = auth.watch(call.actor, call.request.standing, close)
  try {
    // The first state may still be refused with a problem; only then do the headers leave.
    const unsubscribe = await subscribe({
      closed: closing.signal,
      send: (data, name) => write(eventText(data, name)),
      write,
      close,
    })
    call.reply.hijack()
    raw.writeHead(200, {
      ...(call.reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    started = true
    // Streams that end together are not opened again together.
    const comeBackAfter = Math.round(soonest + Math.random() * (latest - soonest))
    write(`retry: ${comeBackAfter}\n\n${waiting.join('')}`)
    const heartbeat = setInterval(() => write(': here\n\n'), heartbeatSeconds * 1000)
    await new Promise<void>((resolve) => {
      if (closing.signal.aborted) resolve()
      closing.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    clearInterval(heartbeat)
    unsubscribe()
    raw.end()
  } finally {
    unwatch()
    raw.off('close', close)
  }
}
