import type { Log } from '#platform/observability/log.ts'
import { type EndReason, type Push, PushRefused } from '../push.ts'
import { type Amf0Value, readAmf0 } from './amf0-reader.ts'
import { messagesIn } from './aggregate.ts'
import type { Message } from './chunk-reader.ts'
import { messageType } from './message-types.ts'
import { ProtocolFault } from './protocol-fault.ts'
import { houseFault, reasonOf } from './refusals.ts'

/** An admitted push as its connection sees it: messages go to the sink, which hears its end exactly once. */
export class Publication {
  readonly #push: Push
  readonly #log: Log
  readonly #onStop: () => void
  #ended = false

  /** `stopped` is called when the house ends the push, at once if it already has. */
  constructor(push: Push, log: Log, stopped: (reason: PushRefused) => void) {
    this.#push = push
    this.#log = log
    this.#onStop = () => stopped(reasonOf(push.stop))
    if (push.stop.aborted) queueMicrotask(this.#onStop)
    else push.stop.addEventListener('abort', this.#onStop, { once: true })
  }

  /** Throws `PushRefused` when the sink does not take it, `ProtocolFault` when it cannot be read. */
  take(message: Message): void {
    if (this.#ended) return
    const { sink } = this.#push
    const { timestamp, body } = message
    if (message.type === messageType.video) this.#give(() => sink.video(timestamp, body))
    else if (message.type === messageType.audio) this.#give(() => sink.audio(timestamp, body))
    else if (message.type === messageType.aggregate) {
      for (const inner of messagesIn(message)) if (inner.type !== messageType.aggregate) this.take(inner)
    } else if (message.type === messageType.data || message.type === messageType.amf3Data) {
      const values = metaOf(message)
      if (values) this.#give(() => sink.meta(values))
    }
  }

  end(reason: EndReason): void {
    if (this.#ended) return
    this.#ended = true
    this.#push.stop.removeEventListener('abort', this.#onStop)
    try {
      this.#push.sink.end(reason)
    } catch (error) {
      this.#log.error({ err: error }, 'a push could not be brought to its end')
    }
  }

  /** Whatever else a sink throws is a fault of the house: the encoder is told, and may come back. */
  #give(hand: () => void): void {
    try {
      hand()
    } catch (error) {
      if (error instanceof PushRefused) throw error
      this.#log.error({ err: error }, 'a push could not be taken on')
      throw houseFault()
    }
  }
}

/** What `onMetaData` says, or null for other data. It is advice: where it cannot be read, the stream goes on without it. */
function metaOf({ type, body }: Message): Readonly<Record<string, unknown>> | null {
  let values: Amf0Value[]
  try {
    values = readAmf0(body, type === messageType.amf3Data ? 1 : 0)
  } catch (error) {
    if (error instanceof ProtocolFault) return null
    throw error
  }
  if (values[0] === '@setDataFrame') values.shift()
  const [name, said] = values
  return name === 'onMetaData' && typeof said === 'object' && said !== null && !Array.isArray(said)
    ? said
    : null
}
