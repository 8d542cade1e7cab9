import { type Amf0Writable, writeAmf0 } from './amf0-writer.ts'
import { controlEvent, type MessageName, messageType } from './message-types.ts'

/** The chunk size every client knows from the start; what a server that only listens has to say needs no other. */
const chunkSize = 128
const controlChunks = 2
const commandChunks = 3
const statusChunks = 5

/** One message in chunks, ready for the socket. */
function message(chunkStream: number, name: MessageName, streamId: number, body: Buffer): Buffer {
  const header = Buffer.alloc(12)
  header[0] = chunkStream
  header.writeUIntBE(body.length, 4, 3)
  header[7] = messageType[name]
  header.writeUInt32LE(streamId, 8)
  const parts = [header, body.subarray(0, chunkSize)]
  for (let at = chunkSize; at < body.length; at += chunkSize)
    parts.push(Buffer.of(0xc0 | chunkStream), body.subarray(at, at + chunkSize))
  return Buffer.concat(parts)
}

/** A protocol message whose body is one number: Acknowledgement, Window Acknowledgement Size. */
export function numberMessage(name: 'acknowledgement' | 'windowAcknowledgementSize', value: number): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt32BE(value >>> 0, 0)
  return message(controlChunks, name, 0, body)
}

/** Set Peer Bandwidth, dynamic: the encoder may send so many bytes before it is told that they arrived. */
export function peerBandwidthMessage(size: number): Buffer {
  const body = Buffer.alloc(5)
  body.writeUInt32BE(size, 0)
  body[4] = 2
  return message(controlChunks, 'setPeerBandwidth', 0, body)
}

export function controlMessage(event: keyof typeof controlEvent, value: number): Buffer {
  const body = Buffer.alloc(6)
  body.writeUInt16BE(controlEvent[event], 0)
  body.writeUInt32BE(value >>> 0, 2)
  return message(controlChunks, 'userControl', 0, body)
}

/** The answer to a command: `_result` or `_error`, with the number the encoder gave it. */
export function answerMessage(
  answer: '_result' | '_error',
  transaction: number,
  ...values: readonly Amf0Writable[]
): Buffer {
  return message(commandChunks, 'command', 0, writeAmf0(answer, transaction, ...values))
}

/** `onStatus` on the stream that publishes. The description is what people see in their encoder's log or window. */
export function statusMessage(level: 'status' | 'error', code: string, description: string): Buffer {
  const body = writeAmf0('onStatus', 0, null, { level, code, description })
  return message(statusChunks, 'command', publishedStream, body)
}

/** The one message stream of a connection: `createStream` gives no other. */
export const publishedStream = 1
