import type { Message } from './chunk-reader.ts'
import { ProtocolFault } from './protocol-fault.ts'

const tagHeader = 11
const backPointer = 4

/** The messages inside an aggregate: FLV tags, timed relative to the first. Throws `ProtocolFault` where one is cut short. */
export function* messagesIn(aggregate: Message): Generator<Message> {
  const { body, streamId } = aggregate
  let shift: number | null = null
  for (let at = 0; at < body.length;) {
    if (body.length - at < tagHeader) throw new ProtocolFault('chunk', 'an aggregate is cut short')
    const from = at + tagHeader
    const end = from + body.readUIntBE(at + 1, 3)
    if (end > body.length) throw new ProtocolFault('chunk', 'an aggregate is cut short')
    const time = body.readUIntBE(at + 4, 3) + body[at + 7]! * 2 ** 24
    shift ??= aggregate.timestamp - time
    yield { type: body[at]!, streamId, timestamp: (time + shift) >>> 0, body: body.subarray(from, end) }
    at = end + backPointer
  }
}
