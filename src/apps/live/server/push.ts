/**
 * The seam between who receives a push (the RTMP server, and whatever comes later) and what becomes of it. Bytes arrive as RTMP and FLV
 * carry them; a `Sink` makes media of them. One push is one connection of an encoder: a channel's next push is another one.
 */

/** What the receiver of a push hands on, in the order it came. */
export type Sink = {
  /** `onMetaData`, as often as the encoder says it. Values as AMF0 gave them, bounded by the receiver. Advice only: encoders lie. */
  meta(values: Readonly<Record<string, unknown>>): void
  /** Body of one FLV video tag. `timestamp`: milliseconds as sent, 32 bit, may jump or wrap. The bytes belong to the sink from here on. */
  video(timestamp: number, body: Buffer): void
  /** Body of one FLV audio tag; as above. */
  audio(timestamp: number, body: Buffer): void
  /** The last call, exactly once. */
  end(reason: EndReason): void
}

/** `unpublished`: the encoder said so. `lost`: the line broke or fell silent. `stopped`: the house ended it, see `Push.stop`. */
export type EndReason = 'unpublished' | 'lost' | 'stopped'

/** A sink throws this when it cannot take what the encoder sends: the push ends, and `message` is what the volunteer reads in the encoder. */
export class PushRefused extends Error {
  override readonly name = 'PushRefused'
  /** In kebab-case, for metrics and the broadcast page: `codec-not-supported`. */
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** What is known when an encoder asks to publish. */
export type PushRequest = {
  /** How it came; `ticket` was handed out to an nginx-rtmp in front, and its `key` is good for one push only. */
  by: 'rtmp' | 'rtmps' | 'ticket'
  /** The stream key exactly as sent. Never logged, never kept. */
  key: string
  /** Where from, for the operator: address without port. */
  address: string
  /** `flashVer` as the encoder names itself, bounded, or null. */
  encoder: string | null
}

export type Push = {
  sink: Sink
  /** Aborted when the house ends the push: key renewed, a newer push on the channel, the event ended by the operator, shutdown. The reason is a `PushRefused`. */
  stop: AbortSignal
}

/** Who decides whether a push may come in. */
export type Gate = {
  /** Null for a key that opens nothing (unknown, renewed, deleted channel): all of them look alike. The newest push of a key wins at once. Throws `PushRefused` with what the volunteer can do. */
  admit(request: PushRequest): Promise<Push | null>
}
